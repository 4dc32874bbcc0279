/** What a reader is asked before a transformer is fetched. */
import { resolveBase } from "../../engine/base-url.ts";
import type { Engine } from "../../engine/types.ts";
import { addressOf, locateModel } from "../../text/model/locate.ts";

export interface ModelToLoad {
  name: string;
  /** Bytes to fetch, where that can be known without asking another host. */
  bytes: number | null;
  /** The other host that it would come from; null where it lies beside the page. */
  host: string | null;
}

/** Not more than the word vectors of one language, which nobody is asked about. */
const unaskedBytes = 3e6;

/** @returns null where it is too small to ask. @throws AttentionError as inspectModel() does */
export async function toAsk(engine: Engine, source: string, baseUrl: string | undefined): Promise<ModelToLoad | null> {
  const isRelative = /^\.{0,2}\//.test(source.trim());
  const base = new URL(resolveBase(baseUrl), document.baseURI).href;
  const place = locateModel(isRelative ? addressOf(source.trim(), document.baseURI) : source, { baseUrl: base });
  const url = place.kind === "url" ? new URL(place.url) : null;
  if (url && url.origin !== location.origin) return { name: place.name, bytes: null, host: url.host };
  const { name, fileBytes } = await engine.inspectModel(source);
  return fileBytes <= unaskedBytes ? null : { name, bytes: fileBytes, host: null };
}

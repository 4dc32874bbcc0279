/** A model's files under an address, by ranges where the server has them. */
import { throwIfAborted } from "../../engine/abort.ts";
import { Download } from "./download.ts";
import { KeptFile } from "./kept-file.ts";
import { askFacts, openAnswer } from "./request.ts";
import type { FileSet, OpenFile } from "./source.ts";
import type { FileFacts, ModelLocation, ModelPlatform, PartCache } from "./types.ts";

/** Size of a file that is known not to be there. */
const ABSENT = -1;

export class UrlFiles implements FileSet {
  isCached: boolean;
  readonly #folder: string;
  readonly #platform: ModelPlatform;
  #hasAny = false;
  /** Addresses without a file, as long as nothing else is known of the folder: of a wrong address nothing is remembered. */
  #absent: string[] = [];

  constructor({ url }: ModelLocation & { kind: "url" }, platform: ModelPlatform) {
    this.#folder = url;
    this.#platform = platform;
    this.isCached = platform.cache !== null;
  }

  async open(file: string, signal: AbortSignal | undefined): Promise<OpenFile | null> {
    const address = new URL(this.#folder);
    address.pathname += file;
    const url = address.href;
    const { cache } = this.#platform;
    const known = cache && (await this.#known(url, cache));
    throwIfAborted(signal);
    if (cache && known) return known.size === ABSENT ? null : this.#kept(url, known, cache, null);
    const answer = await openAnswer(url, this.#platform, signal);
    if (answer) this.#hasAny = true;
    else this.#absent.push(url);
    if (cache && this.#hasAny)
      for (const absent of this.#absent.splice(0)) await cache.setFacts(absent, { size: ABSENT, version: null });
    if (!answer) return null;
    const download = new Download(url, answer.facts, this.#platform, answer.response);
    if (!cache) return download;
    await cache.setFacts(url, answer.facts);
    return this.#kept(url, answer.facts, cache, download);
  }

  #kept(url: string, facts: FileFacts, cache: PartCache, download: Download | null): OpenFile {
    const onRefused = () => (this.isCached = false);
    return new KeptFile(url, facts, { platform: this.#platform, cache, download, onRefused });
  }

  /** The site's own files change with the site, so they are asked after; those of others stay until they are deleted. */
  async #known(url: string, cache: PartCache): Promise<FileFacts | null> {
    const known = await cache.facts(url);
    if (!known || new URL(url).origin !== this.#platform.origin) return known;
    const now = await askFacts(url, this.#platform);
    if (!now || (now.size === known.size && now.version === known.version)) return known;
    await cache.remove(url);
    return null;
  }
}

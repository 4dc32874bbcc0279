/** A model's name or address as a person types it. Pure. */
import { addressOf, locateModel, nameAt } from "../../../text/model/locate.ts";
import { modelName } from "../../state/model-state.ts";

const isRelative = (text: string) => /^\.{0,2}\//.test(text);

/**
 * How the state names it: the shortest that is understood.
 *
 * @param base the page's address
 * @throws AttentionError `bad_option` for what is neither a name nor an address
 */
export function sourceOf(typed: string, base: string): string {
  const text = typed.trim();
  const place = locateModel(isRelative(text) ? addressOf(text, base).href : text, { baseUrl: base });
  return place.kind === "url" ? nameAt(place.url, base) : text;
}

const isAddress = (source: string) => /^https?:/.test(source) || isRelative(source);

/** Where a source's files come from, for people: the hub, or an address's host, which is the page's own for a relative one. */
export const hostOf = (source: string, base: string) =>
  isAddress(source) ? new URL(source, base).host : "huggingface.co";

export const nameWithHost = (source: string, base: string) =>
  isAddress(source) ? `${modelName(source)} (${hostOf(source, base)})` : modelName(source);

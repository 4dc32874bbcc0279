/** Which token a person means by a word, by an index where the word is repeated, or by `#` and an index, which is never a word. */
import type { WidgetStrings } from "../i18n/widget.ts";
import type { ViewToken } from "../render/view-data.ts";

type Found = { index: number } | { problem: string };

export function findToken(tokens: readonly ViewToken[], asked: string, { view }: WidgetStrings): Found {
  const place = /^#(\d+)$/.exec(asked)?.[1];
  if (place !== undefined && Number(place) < tokens.length) return { index: Number(place) };
  const exact = indicesOf(tokens, (text) => text === asked);
  const found = exact.length > 0 ? exact : indicesOf(tokens, (text) => text.toLowerCase() === asked.toLowerCase());
  if (found.length === 1) return { index: found[0]! };
  if (/^\d+$/.test(asked) && Number(asked) < tokens.length) return { index: Number(asked) };
  return { problem: found.length > 1 ? view.repeatedQuery(asked, found.join(", ")) : view.noSuchQuery(asked) };
}

const indicesOf = (tokens: readonly ViewToken[], matches: (text: string) => boolean): number[] =>
  tokens.flatMap(({ text }, index) => (matches(text) ? [index] : []));

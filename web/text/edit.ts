/** Merging and splitting tokens by hand. Pure: a new list comes back, or the same one where the edit is not possible. */
import { clustersOf, type Cluster } from "./clusters.ts";

export interface EditableToken {
  text: string;
  /** Range in UTF-16 units of the text as typed; null where the token has none. */
  start: number | null;
  end: number | null;
}

const isInked = (cluster: Cluster) => cluster.kind !== "blank";

/**
 * Tokens first … last become one. Where their ranges are known it is the text as typed, with the blanks between
 * (New York); else their texts follow each other.
 */
export function mergeTokens<T extends EditableToken>(
  tokens: readonly T[],
  first: number,
  last: number,
  text: string,
): readonly (T | EditableToken)[] {
  const merged = tokens.slice(first, last + 1);
  if (first < 0 || last >= tokens.length || merged.length < 2) return tokens;
  const start = merged[0]!.start;
  const end = merged[merged.length - 1]!.end;
  const typed = start === null || end === null ? merged.map((token) => token.text).join("") : text.slice(start, end);
  return [...tokens.slice(0, first), { text: typed, start, end }, ...tokens.slice(last + 1)];
}

/** Where a token may be split, in UTF-16 units from its start: between characters as a reader sees them, never within one. */
export function splitPoints(tokenText: string): number[] {
  const clusters = clustersOf(tokenText);
  const first = clusters.findIndex(isInked);
  const last = clusters.findLastIndex(isInked);
  return clusters.slice(first + 1, last + 1).map((cluster) => cluster.start);
}

/** The part from … to of a token without the blanks around it. */
function partOf(token: EditableToken, from: number, to: number): EditableToken {
  const inked = clustersOf(token.text.slice(from, to)).filter(isInked);
  const start = from + inked[0]!.start;
  const end = from + inked[inked.length - 1]!.end;
  const shift = (offset: number) => (token.start === null ? null : token.start + offset);
  return { text: token.text.slice(start, end), start: shift(start), end: shift(end) };
}

/** Token `index` becomes two, cut at one of its `splitPoints`. */
export function splitToken<T extends EditableToken>(
  tokens: readonly T[],
  index: number,
  offset: number,
): readonly (T | EditableToken)[] {
  const token = tokens[index];
  if (token === undefined || !splitPoints(token.text).includes(offset)) return tokens;
  const parts = [partOf(token, 0, offset), partOf(token, offset, token.text.length)];
  return [...tokens.slice(0, index), ...parts, ...tokens.slice(index + 1)];
}

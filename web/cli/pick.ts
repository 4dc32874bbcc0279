/** Which token a person means by a word, an index, or `#` and an index, which is never a word. */
import type { Token } from "../engine/types.ts";
import { UsageError } from "./args.ts";
import { printable } from "./width.ts";

const indicesOf = (tokens: Token[], matches: (token: Token) => boolean) =>
  tokens.flatMap((token, index) => (matches(token) ? [index] : []));

/** The word as typed, or else in another case. */
function findWord(tokens: Token[], word: string): number[] {
  const exact = indicesOf(tokens, (token) => token.text === word);
  if (exact.length > 0) return exact;
  return indicesOf(tokens, (token) => token.text.toLowerCase() === word.toLowerCase());
}

/** @param flag "query" or "key", for the message. @throws UsageError naming the indices or the words there are */
export function pickToken(tokens: Token[], asked: string, flag: string): number {
  const place = /^#(\d+)$/.exec(asked)?.[1];
  if (place !== undefined && Number(place) < tokens.length) return Number(place);
  const [first, ...others] = findWord(tokens, asked);
  if (first !== undefined && others.length === 0) return first;
  if (/^\d+$/.test(asked) && Number(asked) < tokens.length) return Number(asked);
  if (first !== undefined) {
    const indices = [first, ...others].join(", ");
    throw new UsageError(`"${printable(asked)}" stands at ${indices}; say which with --${flag} ${first}.`);
  }
  const words = tokens.map((token, index) => `${index} ${printable(token.text)}`);
  const listed = words.slice(0, 20).join(", ") + (words.length > 20 ? ", …" : "");
  throw new UsageError(`--${flag} "${printable(asked)}" is none of the words: ${listed}.`);
}

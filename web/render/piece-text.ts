/** What pieces of words read as. A character can be several pieces, one for each of its bytes: each then reads as the character. */
import type { ViewToken } from "./view-data.ts";

const isBroken = (text: string) => text.includes("\ufffd");

/** "<0xE6>", as vocabularies with byte fallback write a byte. */
const byteName = /^<0x([0-9A-F]{2})>$/;

/** The alphabet of byte-level vocabularies: the bytes that cannot be seen are the characters from U+0100 on. */
const byteOf = new Map<string, number>();
for (let byte = 0, unseen = 0x100; byte < 256; byte++) {
  const isSeen = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
  byteOf.set(String.fromCharCode(isSeen ? byte : unseen++), byte);
}

/** Null where the piece is no row of bytes. */
function bytesOf(piece: string): number[] | null {
  const hex = byteName.exec(piece)?.[1];
  if (hex !== undefined) return [parseInt(hex, 16)];
  const bytes = Array.from(piece, (char) => byteOf.get(char) ?? -1);
  return bytes.includes(-1) ? null : bytes;
}

function decoded(tokens: readonly ViewToken[]): string | null {
  const bytes = tokens.map(({ piece }) => (piece === undefined ? null : bytesOf(piece)));
  if (bytes.includes(null)) return null;
  const text = new TextDecoder().decode(Uint8Array.from((bytes as number[][]).flat()));
  return isBroken(text) ? null : text;
}

/** How many tokens from here on make whole characters together; 0 if none do. */
function wholeFrom(tokens: readonly ViewToken[], begin: number): [count: number, text: string] {
  for (let end = begin + 2; end <= tokens.length && isBroken(tokens[end - 1]!.text); end++) {
    const text = decoded(tokens.slice(begin, end));
    if (text !== null) return [end - begin, text];
  }
  return [0, ""];
}

/** The text of each token, parts of a character as that character. */
export function charactersOf(tokens: readonly ViewToken[]): string[] {
  const texts = tokens.map(({ text }) => text);
  for (let index = 0; index < tokens.length; index++) {
    if (!isBroken(texts[index]!)) continue;
    const [count, text] = wholeFrom(tokens, index);
    texts.fill(text, index, index + count);
    index += Math.max(0, count - 1);
  }
  return texts;
}

/** What the pieces of a word read as together: what they share only once. */
export function joinedText(tokens: readonly ViewToken[], group: readonly number[], texts: readonly string[]): string {
  let text = "";
  let end: number | null = null;
  for (const index of group) {
    const token = tokens[index]!;
    const shared = end !== null && typeof token.start === "number" ? Math.max(0, end - token.start) : 0;
    const isSameCharacter = isBroken(token.text) && index !== group[0] && texts[index] === texts[index - 1];
    if (!isSameCharacter) text += texts[index]!.slice(shared);
    end = typeof token.end === "number" ? Math.max(end ?? 0, token.end) : end;
  }
  return text.trim() || text;
}

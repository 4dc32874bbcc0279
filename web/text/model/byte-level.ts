/** The alphabet of byte-level BPE: each byte as a character that can be seen. */

const isVisible = (byte: number) => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;

/** Byte → character; bytes that cannot be seen get U+0100 and on, in their order. */
export const byteCharacters: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isVisible(byte) ? byte : next++));
})();

const byteOf: ReadonlyMap<string, number> = new Map(byteCharacters.map((char, byte) => [char, byte]));

const encoder = new TextEncoder();

/** A text's bytes in that alphabet. */
export const toByteCharacters = (text: string): string[] =>
  Array.from(encoder.encode(text), (byte) => byteCharacters[byte]!);

/** The bytes of a piece; null where it has characters outside of the alphabet, as added tokens do. */
export function bytesOfPiece(piece: string): Uint8Array | null {
  const bytes = Array.from(piece, (char) => byteOf.get(char));
  return bytes.includes(undefined) ? null : Uint8Array.from(bytes as number[]);
}

/** "<0xE6>", as models with byte fallback write a byte. */
const byteName = /^<0x([0-9A-F]{2})>$/;
export function byteOfName(piece: string): number | null {
  const hex = byteName.exec(piece)?.[1];
  return hex === undefined ? null : parseInt(hex, 16);
}
export const nameOfByte = (byte: number) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;

/** Finds the pieces of a word in it: they follow each other, apart from what the model writes around them. */
import { byteOfName } from "./byte-level.ts";
import type { PlacedWord } from "./place-words.ts";

/** How a model writes pieces. */
export interface PieceStyle {
  kind: "WordPiece" | "other";
  /** Before a piece that goes on with a word: "##". */
  prefix: string;
  /** Behind the last piece of a word: "</w>"; behind every other: "@@". */
  endSuffix: string;
  innerSuffix: string;
  /** What stands for what it does not know; null where it has none. */
  unknown: string | null;
}

export interface PlacedPiece {
  piece: string;
  /** Indices of the normalized characters, and INSERTED. */
  sources: number[];
}

/** The piece as it stands in the word, in characters. */
function surface(piece: string, isFirst: boolean, style: PieceStyle): string[] {
  let text = piece;
  if (!isFirst && style.prefix && text.startsWith(style.prefix)) text = text.slice(style.prefix.length);
  for (const suffix of [style.endSuffix, style.innerSuffix])
    if (suffix && text.length > suffix.length && text.endsWith(suffix)) text = text.slice(0, -suffix.length);
  return Array.from(text);
}

const standsAt = (chars: readonly string[], text: readonly string[], at: number) =>
  chars.every((char, i) => char === text[at + i]);

class WordCutter {
  readonly #word: PlacedWord;
  readonly #style: PieceStyle;
  #at = 0;
  /** Bytes of the character at #at that were named so far. */
  #nBytes = 0;

  constructor(word: PlacedWord, style: PieceStyle) {
    this.#word = word;
    this.#style = style;
  }

  #take(count: number): number[] {
    const from = this.#at;
    this.#at = Math.min(this.#word.chars.length, from + count);
    return this.#word.sources.slice(from, this.#at);
  }

  #takeByte(): number[] {
    const { chars, sources } = this.#word;
    const source = sources.slice(this.#at, this.#at + 1);
    const length = new TextEncoder().encode(chars[this.#at] ?? "").length;
    this.#nBytes += 1;
    if (this.#nBytes < length) return source;
    this.#nBytes = 0;
    this.#at += 1;
    return source;
  }

  /** Unknown characters may have been joined: all of them until the next piece. */
  #takeUnknown(next: string | undefined): number[] {
    const { chars } = this.#word;
    if (this.#style.kind === "WordPiece") return this.#take(chars.length);
    if (next === undefined) return this.#take(chars.length - this.#at);
    if (next === this.#style.unknown) return this.#take(1);
    const following = surface(next, false, this.#style);
    let count = 1;
    while (this.#at + count < chars.length && !standsAt(following, chars, this.#at + count)) count += 1;
    return this.#take(count);
  }

  sources(piece: string, next: string | undefined, isFirst: boolean): number[] {
    const chars = surface(piece, isFirst, this.#style);
    if (standsAt(chars, this.#word.chars, this.#at)) return this.#take(chars.length);
    if (piece === this.#style.unknown) return this.#takeUnknown(next);
    if (byteOfName(piece) !== null) return this.#takeByte();
    return this.#take(chars.length);
  }
}

export function placePieces(word: PlacedWord, pieces: readonly string[], style: PieceStyle): PlacedPiece[] {
  const cutter = new WordCutter(word, style);
  return pieces.map((piece, i) => ({ piece, sources: cutter.sources(piece, pieces[i + 1], i === 0) }));
}

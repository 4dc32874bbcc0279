/** The words that have a vector. */
import type { Language } from "../engine/types.ts";
import { fold } from "./normalize.ts";

/** Frequencies for words of which only the order is known: Zipf's law, this much for the first word. */
const ZIPF_TOP = 1e9;
const zipf = (rank: number) => Math.floor(ZIPF_TOP / (rank + 1));

export class Vocabulary {
  /** Null for vectors that a person brought, which serve every language. */
  readonly language: Language | null;
  readonly size: number;
  /** UTF-16 units of the longest word. */
  readonly longest: number;
  readonly totalFrequency: number;
  readonly #words: readonly string[];
  readonly #frequencies: Float64Array;
  readonly #rows = new Map<string, number>();

  private constructor(language: Language | null, words: readonly string[], frequencies: Float64Array) {
    this.language = language;
    this.size = words.length;
    this.longest = words.reduce((longest, word) => (word.length > longest ? word.length : longest), 0);
    this.totalFrequency = frequencies.reduce((sum, frequency) => sum + frequency, 0);
    this.#words = words;
    this.#frequencies = frequencies;
    this.#indexRows();
  }

  /** A word that is written as it is looked up goes before one that differs in case or width; of equal ones the first. */
  #indexRows() {
    const otherForms: [string, number][] = [];
    this.#words.forEach((word, row) => {
      const lookup = fold(word);
      if (lookup !== word) otherForms.push([lookup, row]);
      else if (!this.#rows.has(word)) this.#rows.set(word, row);
    });
    for (const [lookup, row] of otherForms) if (!this.#rows.has(lookup)) this.#rows.set(lookup, row);
  }

  /** Lines of word, number, note; the number is a frequency rank in English and a frequency in Chinese. */
  static fromTsv(language: Language, tsv: string): Vocabulary {
    const lines = tsv.split("\n").filter((line) => line !== "");
    const words: string[] = [];
    const frequencies = new Float64Array(lines.length);
    lines.forEach((line, row) => {
      const [word = "", number] = line.split("\t", 2);
      words.push(word);
      frequencies[row] = language === "en" ? zipf(Number(number)) : Number(number);
    });
    return new Vocabulary(language, words, frequencies);
  }

  /** Words of a vector file, the most frequent first as such files are sorted. */
  static fromWords(words: readonly string[]): Vocabulary {
    return new Vocabulary(
      null,
      words,
      Float64Array.from(words, (_, rank) => zipf(rank)),
    );
  }

  /** Row of a word in its lookup form (see `fold`), −1 when it is unknown. */
  row(lookup: string): number {
    return this.#rows.get(lookup) ?? -1;
  }

  has(lookup: string): boolean {
    return this.#rows.has(lookup);
  }

  /** The word as the vocabulary writes it. */
  word(row: number): string {
    return this.#words[row] ?? "";
  }

  /** How often the word occurs, 0 for row −1. */
  frequency(row: number): number {
    return this.#frequencies[row] ?? 0;
  }
}

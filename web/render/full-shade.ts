/**
 * Which weight gets the strongest shade. Of word vectors it is the largest. Of a transformer it is the largest between two words:
 * special tokens, and the first token where each sees only those before it, often take ten times what any word gets. In a long
 * text some rows may go beyond it too, or a few pairs would leave all others pale. What is beyond has the strongest shade as well.
 */
import {
  areEqual,
  isCross,
  otherTokens,
  pairOf,
  shownWeights,
  spreadOf,
  weightAt,
  type Direction,
  type Domain,
  type ViewData,
  type ViewToken,
} from "./view-data.ts";

/** Of equal weights the strongest shade is far above them: nothing stands out, so nothing is to look strong. */
const paleness = 4;
/** In even shares of a row: words that get less than that together with all others are not to look strong. */
const leastShares = 2;

/** The weight that gets the strongest shade: the largest, or more where several are all that is not 0, and equal. */
export function strongestShade(weights: Float32Array): number {
  const { count, min, max } = spreadOf(weights);
  return count > 1 && areEqual(min, max) ? Math.max(max, Math.min(1, paleness * max)) : max;
}

/** Which tokens get weight whatever the text says. */
interface Aside {
  queries: readonly boolean[];
  keys: readonly boolean[];
}

const asides = new WeakMap<ViewData, Aside>();

function asideOf(data: ViewData): Aside {
  const known = asides.get(data);
  if (known) return known;
  const { tokens, keyTokens } = data;
  const isAside = firstIsAlone(data)
    ? ({ special, piece }: ViewToken, index: number) => special || (index === 0 && piece !== undefined)
    : ({ special }: ViewToken) => special;
  const keys = keyTokens.map(isAside);
  const made = { keys, queries: isCross(data) ? tokens.map(isAside) : keys };
  asides.set(data, made);
  return made;
}

/** Whether the first token has nothing but itself to give its attention to. */
function firstIsAlone(data: ViewData): boolean {
  const { nKeys, maskedScores } = data;
  return !isCross(data) && nKeys > 1 && maskedScores.subarray(1, nKeys).every((score) => score === -Infinity);
}

const isOfModel = ({ keyTokens }: ViewData): boolean =>
  keyTokens.some(({ piece, special }) => special || piece !== undefined);

/** Of so many rows one may go beyond. */
const rowsPerOutlier = 20;

/** The strongest shade of what words give words; 0 where there are none. */
function betweenWords(data: ViewData): number {
  const { queries, keys } = asideOf(data);
  const [rows, columns] = [queries, keys].map((side) => [...side.keys()].filter((index) => !side[index]));
  const weights = new Float32Array(rows!.length * columns!.length);
  const most = new Float32Array(rows!.length);
  let at = 0;
  rows!.forEach((query, row) => {
    for (const key of columns!) {
      const weight = data.weights[query * data.nKeys + key]!;
      weights[at++] = weight;
      if (weight > most[row]!) most[row] = weight;
    }
  });
  const largest = strongestShade(weights);
  const nBeyond = Math.floor(most.length / rowsPerOutlier);
  return largest > Math.max(...most) ? largest : (most.sort().at(-1 - nBeyond) ?? 0);
}

const atLeast = (words: number, all: Float32Array, nKeys: number): number =>
  Math.max(words, Math.min(strongestShade(all), leastShares / nKeys));

const ofMatrices = new WeakMap<ViewData, number>();

/** Of the whole matrix, which is scanned once. */
export function strongestOfAll(data: ViewData): number {
  const known =
    ofMatrices.get(data) ??
    (isOfModel(data) ? atLeast(betweenWords(data), data.weights, data.nKeys) : strongestShade(data.weights));
  ofMatrices.set(data, known);
  return known;
}

/** Of a row ("to") or column ("by"), summed over the sources. */
export function strongestOfLine(data: ViewData, direction: Direction, sources: readonly number[]): number {
  const shown = shownWeights(data, direction, sources);
  if (!isOfModel(data)) return strongestShade(shown);
  const aside = asideOf(data)[direction === "to" ? "keys" : "queries"];
  return atLeast(strongestShade(shown.filter((_, other) => !aside[other])), shown, data.nKeys);
}

/** Of a strip: its own line's, or the matrix's, which the sum of several sources may exceed. */
export function strongestOfStrip(
  data: ViewData,
  { direction, sources, domain }: { direction: Direction; sources: readonly number[]; domain: Domain },
): number {
  const ofLine = strongestOfLine(data, direction, sources);
  if (domain === "row") return ofLine;
  return Math.max(strongestOfAll(data), sources.length > 1 ? ofLine : 0);
}

/** What goes beyond the strongest shade. */
export interface Beyond {
  /** The most that a word gives another one; 0 where none is beyond. */
  words: number;
  /** Whose weights else are, each name once. */
  names: string[];
  most: number;
}

const beyonds = new WeakMap<ViewData, Beyond | null>();

/** Of the whole matrix, which is scanned once; null where nothing does. */
export function beyondOfAll(data: ViewData): Beyond | null {
  const known = beyonds.get(data);
  if (known !== undefined) return known;
  const { queries, keys } = asideOf(data);
  const found = new Found(strongestOfAll(data));
  if (isOfModel(data))
    data.tokens.forEach((source, query) => {
      data.keyTokens.forEach((other, key) => {
        found.add(keys[key] ? other : queries[query] ? source : null, weightAt(data, { query, key }));
      });
    });
  beyonds.set(data, found.beyond);
  return found.beyond;
}

/** Of the line that one token is the source of. */
export function beyondOfLine(data: ViewData, direction: Direction, source: number): Beyond | null {
  const found = new Found(strongestOfLine(data, direction, [source]));
  const aside = asideOf(data)[direction === "to" ? "keys" : "queries"];
  otherTokens(data, direction).forEach((token, other) => {
    if (aside[other]) found.add(token, weightAt(data, pairOf(source, other, direction)));
  });
  return found.beyond;
}

class Found {
  readonly #max: number;
  readonly #names = new Set<string>();
  #words = 0;
  #most = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** @param token null between words */
  add(token: ViewToken | null, weight: number): void {
    if (weight <= this.#max || areEqual(weight, this.#max)) return;
    if (!token) this.#words = Math.max(this.#words, weight);
    else {
      this.#names.add(token.text);
      this.#most = Math.max(this.#most, weight);
    }
  }

  get beyond(): Beyond | null {
    const found = { words: this.#words, names: [...this.#names], most: this.#most };
    return found.words || found.names.length ? found : null;
  }
}

/** What every picture is drawn from: tokens and one head's matrices, row-major, row = query, column = key. */
export interface ViewToken {
  text: string;
  known: boolean;
  special: boolean;
  language: string | null;
  segment?: "a" | "b";
  /** Pieces of one word share a number. */
  word?: number | null;
  /** Where it stands in its text, and how the model's vocabulary writes it. */
  start?: number | null;
  end?: number | null;
  piece?: string;
}

export interface ViewData {
  /** The queries' tokens. */
  tokens: readonly ViewToken[];
  /** The keys' tokens: the same array unless a second text is attended to. */
  keyTokens: readonly ViewToken[];
  nQueries: number;
  nKeys: number;
  weights: Float32Array;
  /** The weights as they were before something was changed about the model. */
  before?: Float32Array;
  /** After scale and position bias, before the mask. */
  scores: Float32Array;
  /** After the mask; −Infinity where masked. */
  maskedScores: Float32Array;
  /** Which axis sums to 1; "none" where only a part is shown. */
  over: "keys" | "queries" | "all" | "none";
  /** Whether the weights come from no scores, as those of several heads do: `scores` are then 0, and `maskedScores` only tell what is masked. */
  scoreless?: true;
}

/** A cell of the matrix: always row and column, whichever way it is read. */
export interface Pair {
  query: number;
  key: number;
}

/** "to": the source is a query and the others are keys. "by": the source is a key and the others are the queries that look at it. */
export type Direction = "to" | "by";
/** What stands out for a moment: the query's row, the key's column, or their cell. */
export type Mark = "query" | "key" | "pair";
export type Shown = "weights" | "scores" | "masked_scores";
export type Domain = "matrix" | "row";

export const isCross = (data: ViewData): boolean => data.tokens !== data.keyTokens;
/** Whether the second of two texts that make one sequence begins with this token. */
export const beginsSecond = (tokens: readonly ViewToken[], index: number): boolean =>
  index > 0 && tokens[index]?.segment === "b" && tokens[index - 1]?.segment !== "b";

/** The index of the second text's first token; −1 where there is one text only. */
export const secondBegin = (tokens: readonly ViewToken[]): number =>
  tokens.findIndex((_, index) => beginsSecond(tokens, index));

export const sourceTokens = (data: ViewData, direction: Direction) =>
  direction === "to" ? data.tokens : data.keyTokens;
export const otherTokens = (data: ViewData, direction: Direction) =>
  direction === "to" ? data.keyTokens : data.tokens;
export const sourceOf = (pair: Pair, direction: Direction): number => (direction === "to" ? pair.query : pair.key);
export const otherOf = (pair: Pair, direction: Direction): number => (direction === "to" ? pair.key : pair.query);
export const pairOf = (source: number, other: number, direction: Direction): Pair =>
  direction === "to" ? { query: source, key: other } : { query: other, key: source };

export const weightAt = (data: Pick<ViewData, "weights" | "nKeys">, { query, key }: Pair): number =>
  data.weights[query * data.nKeys + key] ?? 0;
export const isMasked = (data: ViewData, { query, key }: Pair): boolean =>
  data.maskedScores[query * data.nKeys + key] === -Infinity;

export function maxOf(values: Float32Array): number {
  let max = 0;
  for (const value of values) if (value > max) max = value;
  return max;
}

/** Weights whose difference is less than this share of the larger are equal to the eye. */
const leastDifference = 0.01;
export const areEqual = (a: number, b: number): boolean => Math.abs(a - b) <= leastDifference * Math.max(a, b);

/** Of the weights that are not 0. */
export function spreadOf(weights: Float32Array): { count: number; min: number; max: number } {
  let [min, max, count] = [Infinity, 0, 0];
  for (const weight of weights) {
    if (!(weight > 0)) continue;
    count++;
    if (weight > max) max = weight;
    if (weight < min) min = weight;
  }
  return { count, min, max };
}

/** The others' weights: a row ("to") or column ("by") of the matrix, summed over the sources. */
export function shownWeights(data: ViewData, direction: Direction, sources: readonly number[]): Float32Array {
  const shown = new Float32Array(direction === "to" ? data.nKeys : data.nQueries);
  for (const source of sources)
    for (let other = 0; other < shown.length; other++)
      shown[other]! += weightAt(data, pairOf(source, other, direction));
  return shown;
}

/** How much each of these weights differs from what it was before something was changed; null where nothing was. */
export function shownChanges(data: ViewData, direction: Direction, sources: readonly number[]): Float32Array | null {
  if (!data.before) return null;
  const before = shownWeights({ ...data, weights: data.before }, direction, sources);
  return shownWeights(data, direction, sources).map((weight, index) => weight - (before[index] ?? 0));
}

/** What a picture or a sentence is about: the sources looked from, the others, and the weights between them. */
export interface Outlook {
  sources: readonly number[];
  from: readonly ViewToken[];
  others: readonly ViewToken[];
  /** Of the others, summed over the sources. */
  weights: Float32Array;
}

/** @param selection sources whose weights add up; with fewer than two the pair's source stands alone */
export function outlook(data: ViewData, pair: Pair, direction: Direction, selection: readonly number[]): Outlook {
  const sources = selection.length > 1 ? selection : [sourceOf(pair, direction)];
  const weights = shownWeights(data, direction, sources);
  return { sources, from: sourceTokens(data, direction), others: otherTokens(data, direction), weights };
}

/** The indices of the largest weights that are not 0, largest first; special tokens never count as a finding. */
export function strongest(weights: Float32Array, tokens: readonly ViewToken[], count: number): number[] {
  const best: number[] = [];
  weights.forEach((weight, index) => {
    if (!(weight > 0) || tokens[index]?.special) return;
    if (best.length === count && weight <= weights[best[count - 1]!]!) return;
    const place = best.findIndex((other) => weights[other]! < weight);
    best.splice(place < 0 ? best.length : place, 0, index);
    if (best.length > count) best.pop();
  });
  return best;
}

/** How many weights are not 0, where these are several and all equal; else 0. */
export function countEqual(weights: Float32Array): number {
  const { count, min, max } = spreadOf(weights);
  return count > 1 && areEqual(min, max) ? count : 0;
}

/** The other tokens with the weight of this one, without special ones. */
export function equalTo(weights: Float32Array, tokens: readonly ViewToken[], index: number): number[] {
  const own = weights[index] ?? 0;
  const equal: number[] = [];
  for (let at = 0; at < weights.length; at++)
    if (at !== index && areEqual(weights[at]!, own) && !tokens[at]?.special) equal.push(at);
  return equal;
}

const fewTokens = 6;
/** The weights that are written bold: of equal ones all or none. */
export function outstanding(weights: Float32Array, tokens: readonly ViewToken[]): Set<number> {
  const best = strongest(weights, tokens, tokens.length > fewTokens ? 3 : 2);
  const [first, last] = [best[0], best.at(-1)];
  if (first === undefined || last === undefined || countEqual(weights)) return new Set();
  const likeLast = [last, ...equalTo(weights, tokens, last)];
  if (likeLast.every((index) => best.includes(index))) return new Set(best);
  return new Set(likeLast.includes(first) ? likeLast : best.filter((index) => !likeLast.includes(index)));
}

/** What a source looks at (or is looked at by) most, other than itself; itself when there is nothing else. */
export function strongestOther(data: ViewData, direction: Direction, source: number): number {
  const best = strongest(shownWeights(data, direction, [source]), otherTokens(data, direction), 2);
  const self = isCross(data) ? -1 : source;
  return best.find((index) => index !== self) ?? Math.min(source, otherTokens(data, direction).length - 1);
}

const tellingPairs = new WeakMap<ViewData, Pair>();

/** Where to begin: the two different words with the largest weight between them; searched once. */
export function mostTelling(data: ViewData): Pair {
  const pair = tellingPairs.get(data) ??
    findTelling(data, isWord) ??
    findTelling(data, isKnown) ?? { query: 0, key: 0 };
  tellingPairs.set(data, pair);
  return pair;
}

const isKnown = ({ known, special }: ViewToken) => known && !special;
/** Punctuation often takes much, and says little. */
const isWord = (token: ViewToken) => isKnown(token) && /[\p{L}\p{N}]/u.test(token.text);

function findTelling(data: ViewData, counts: (token: ViewToken) => boolean): Pair | null {
  let best: Pair | null = null;
  let most = -1;
  const [queries, keys] = [data.tokens.map(counts), data.keyTokens.map(counts)];
  for (let query = 0; query < data.nQueries; query++)
    for (let key = 0; key < data.nKeys; key++) {
      const weight = weightAt(data, { query, key });
      if (weight <= most || (query === key && !isCross(data))) continue;
      if (!queries[query] || !keys[key]) continue;
      [best, most] = [{ query, key }, weight];
    }
  return best;
}

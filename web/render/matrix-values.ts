/** Which numbers of a run the matrix shows and on what scale. */
import type { Scale } from "./colours.ts";
import { beyondOfAll, beyondOfLine, strongestOfAll, strongestOfLine, type Beyond } from "./full-shade.ts";
import { sourceOf } from "./view-data.ts";
import type { Direction, Domain, Pair, Shown, ViewData } from "./view-data.ts";

export function shownValues(data: ViewData, show: Shown): Float32Array {
  return { weights: data.weights, scores: data.scores, masked_scores: data.maskedScores }[show];
}

/** Weights go from 0 up; scores have a sign. */
export const scaleOf = (show: Shown): Scale => (show === "weights" ? "weight" : "signed");

/** Start, step and count of the cells of one row ("to") or column ("by"). */
export function lineOf(
  data: ViewData,
  direction: Direction,
  pair: Pair,
): { start: number; step: number; count: number } {
  return direction === "to"
    ? { start: pair.query * data.nKeys, step: 1, count: data.nKeys }
    : { start: pair.key, step: data.nKeys, count: data.nQueries };
}

/** Which values the colours tell apart. */
export interface ColourDomain {
  /** The size that gets the strongest shade. */
  max: number;
  /** What is larger; scores never are. */
  beyond: Beyond | null;
}

/** Of the matrix, or of the pair's row or column. Scores have the strongest shade at their largest finite size. */
export function colourDomain(
  data: ViewData,
  { show, domain, direction, pair }: { show: Shown; domain: Domain; direction: Direction; pair: Pair | null },
): ColourDomain {
  const isLine = domain === "row" && pair !== null;
  if (show !== "weights")
    return { max: isLine ? largestInLine(data, show, direction, pair) : largestOf(data, show), beyond: null };
  if (!isLine) return { max: strongestOfAll(data), beyond: beyondOfAll(data) };
  const source = sourceOf(pair, direction);
  return { max: strongestOfLine(data, direction, [source]), beyond: beyondOfLine(data, direction, source) };
}

const largestInLine = (data: ViewData, show: Shown, direction: Direction, pair: Pair): number =>
  largestIn(shownValues(data, show), lineOf(data, direction, pair));

function largestOf(data: ViewData, show: Shown): number {
  const values = shownValues(data, show);
  const known = largestSizes.get(values) ?? largestIn(values, { start: 0, step: 1, count: values.length });
  largestSizes.set(values, known);
  return known;
}

/** Of whole matrices: each is scanned once, not at every move over it. */
const largestSizes = new WeakMap<Float32Array, number>();

function largestIn(values: Float32Array, { start, step, count }: ReturnType<typeof lineOf>): number {
  let max = 0;
  for (let i = 0, at = start; i < count; i++, at += step) {
    const size = Math.abs(values[at]!);
    if (size > max && size !== Infinity) max = size;
  }
  return max;
}

/** The cell's place in its row (or column) when sorted from the largest weight: 1 is the first. */
export function rankOf(data: ViewData, direction: Direction, pair: Pair): { rank: number; of: number } {
  const { start, step, count } = lineOf(data, direction, pair);
  const own = data.weights[pair.query * data.nKeys + pair.key] ?? 0;
  let rank = 1;
  for (let i = 0, at = start; i < count; i++, at += step) if (data.weights[at]! > own) rank++;
  return { rank, of: count };
}

/** How each token of the strip looks while a pair is shown: pure, so that painting can tell what changed. */
import { shadeLevel } from "../../render/colours.ts";
import { formatChange, formatStripWeight, formatWeight } from "../../render/numbers.ts";
import * as View from "../../render/view-data.ts";
import type { Direction, Mark, Pair, ViewData } from "../../render/view-data.ts";
import type { TokenPlace } from "./strip-input.ts";

export interface TokenLook {
  /** Place of its shade on the scale, 0 … 255; −1 for a source that stands apart and has none. */
  level: number;
  /** Its weight as written; "" where none belongs under it. */
  number: string;
  /** Its weight as it is said, whether written or not; "" of a source that stands apart. */
  spoken: string;
  /** How much that differs from before something was changed; "" where it hardly does. */
  change: string;
  source: boolean;
  other: boolean;
  /** Among the strongest, written bold. */
  top: boolean;
  masked: boolean;
  /** One of the steps that stands for it is pointed at. */
  marked: boolean;
  /** Where the Tab key enters. */
  focusable: boolean;
}

export interface StripState {
  direction: Direction;
  pair: Pair | null;
  mark: Mark | null;
  /** The tokens whose weights add up. */
  sources: readonly number[];
  /** The others' weights. */
  shown: Float32Array;
  /** How much each differs from before; null where nothing was changed. */
  changes: Float32Array | null;
  /** The weight of the strongest shade. */
  max: number;
}

export function stripLooks(data: ViewData, state: StripState): (place: TokenPlace) => TokenLook {
  const { direction, pair, shown, max } = state;
  const cross = View.isCross(data);
  const sources = new Set(state.sources);
  const others = View.otherTokens(data, direction);
  const top = View.outstanding(shown, others);
  const chosen = pair && View.otherOf(pair, direction);
  const isMasked = (other: number) =>
    sources.size > 0 && state.sources.every((source) => View.isMasked(data, View.pairOf(source, other, direction)));
  const marksSource = state.mark === "pair" || state.mark === (direction === "to" ? "query" : "key");
  const marksOther = state.mark === "pair" || state.mark === (direction === "to" ? "key" : "query");
  return ({ index, side }) => {
    const carriesSources = side === "source" || !cross;
    const source = carriesSources && sources.has(index);
    const other = side === "other" && index === chosen;
    const marked = (source && marksSource) || (other && marksOther);
    const marks = { source, other, marked, focusable: carriesSources ? source : other };
    if (side === "source")
      return { ...marks, level: -1, number: "", spoken: "", change: "", top: false, masked: false };
    const weight = shown[index] ?? 0;
    const level = max > 0 ? shadeLevel(weight / max) : 0;
    const change = formatChange(state.changes?.[index] ?? 0);
    const number = formatStripWeight(weight, others.length, source || other);
    return {
      ...marks,
      level,
      number,
      spoken: formatWeight(weight),
      change,
      top: top.has(index),
      masked: isMasked(index),
    };
  };
}

/** The pair that arrow keys lead to: another source with what it looks at most, or another other one; both lines are rings. */
export function movedPair(data: ViewData, direction: Direction, pair: Pair, bySource: number, byOther: number): Pair {
  const step = (index: number, by: number, count: number) => (index + by + count) % count;
  const [sources, others] = [View.sourceTokens(data, direction).length, View.otherTokens(data, direction).length];
  const source = step(View.sourceOf(pair, direction), bySource, sources);
  const other =
    bySource === 0
      ? step(View.otherOf(pair, direction), byOther, others)
      : View.strongestOther(data, direction, source);
  return View.pairOf(source, other, direction);
}

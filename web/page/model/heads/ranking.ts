/** Which heads do most of what is looked for. Pure. */
import type { AttentionKind, HeadSummary } from "../../../engine/model-types.ts";
import { headSearches, type HeadPick, type HeadSearch } from "../../state/model-state.ts";

export interface RankedHead extends HeadPick {
  value: number;
}

/** How many heads are marked in the grid. */
export const nBadges = 5;

/** The number of a head's summary that a search is after; a pair's is not in it. */
const summaryNumber = {
  previous: "previous",
  next: "next",
  self: "self",
  first: "first",
  broad: "entropy",
} as const satisfies Record<Exclude<HeadSearch, "pair">, keyof HeadSummary>;

/** Between two texts no token is before another, or the same. */
export const searchesOf = (kind: AttentionKind): readonly HeadSearch[] =>
  kind === "cross" ? ["first", "broad", "pair"] : headSearches;

export function numbersOf(
  search: Exclude<HeadSearch, "pair">,
  summary: readonly HeadSummary[],
  kind: AttentionKind,
): number[] {
  return summary.filter((head) => head.kind === kind).map((head) => head[summaryNumber[search]]);
}

/** All heads, the one with the largest number first; of equal ones the earlier. @param numbers layer by layer */
export function ranked(numbers: ArrayLike<number>, nHeads: number): RankedHead[] {
  return Array.from(numbers, (value, place) => ({
    layer: Math.floor(place / nHeads),
    head: place % nHeads,
    value,
  })).sort((a, b) => b.value - a.value);
}

/** What is worth a badge: a head that does nothing of what is looked for is not. */
export const badged = (heads: readonly RankedHead[]): RankedHead[] =>
  heads.slice(0, nBadges).filter(({ value }) => value > 0);

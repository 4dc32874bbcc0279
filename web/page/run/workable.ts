/** What of the options can be run with vectors of this length, and what of them was not followed. Pure. */
import type { FormulaOptions } from "../state/play-state.ts";

/** An option that the vectors do not allow: what was asked for, what stands in for it, and what would be possible. */
export type Unfollowed =
  | { name: "nHeads"; asked: number; used: number; possible: readonly number[]; even: boolean }
  | { name: "position"; used: "none" }
  | { name: "offsets"; used: "separate" };

export interface Workable {
  options: FormulaOptions;
  unfollowed: readonly Unfollowed[];
}

const nearest = (numbers: readonly number[], to: number) =>
  numbers.reduce((best, n) => (Math.abs(n - to) < Math.abs(best - to) ? n : best), numbers[0] ?? 1);

/** Heads cut a vector into equal parts, which RoPE turns pair by pair. */
function headCountsFor(dModel: number, even: boolean): number[] {
  const counts = Array.from({ length: dModel }, (_, i) => i + 1);
  return counts.filter((n) => dModel % n === 0 && (!even || (dModel / n) % 2 === 0));
}

export function workable(asked: FormulaOptions, dModel: number): Workable {
  const options = { ...asked };
  const unfollowed: Unfollowed[] = [];
  const { offsets } = asked;
  if (typeof offsets === "object" && [offsets.q, offsets.k, offsets.v].some(({ length }) => length !== dModel)) {
    options.offsets = "separate";
    unfollowed.push({ name: "offsets", used: "separate" });
  }
  if (options.position === "rope" && dModel % 2 === 1) {
    options.position = "none";
    unfollowed.push({ name: "position", used: "none" });
  }
  const even = options.position === "rope";
  const possible = headCountsFor(dModel, even);
  if (!possible.includes(asked.nHeads)) {
    options.nHeads = nearest(possible, asked.nHeads);
    unfollowed.push({ name: "nHeads", asked: asked.nHeads, used: options.nHeads, possible, even });
  }
  return unfollowed.length ? { options, unfollowed } : { options: asked, unfollowed };
}

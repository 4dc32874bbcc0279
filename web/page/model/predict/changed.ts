/** Candidates beside what they were before heads, temperature or mask were changed. Pure. */
import type { Candidate } from "../../../engine/model-types.ts";

export interface Compared extends Candidate {
  /** Its probability without the changes; null where nothing was changed, or it was too unlikely to be known. */
  before: number | null;
}

/** How many of the unchanged model's candidates are looked through for the others. */
export const comparedWith = 200;

export function compared(now: readonly Candidate[], before: readonly Candidate[] | null): Compared[] {
  const known = new Map(before?.map(({ id, probability }) => [id, probability]));
  return now.map((candidate) => ({ ...candidate, before: known.get(candidate.id) ?? null }));
}

/** What is worth being said of a change: nothing under half a hundredth. */
export function changeOf({ probability, before }: Compared): number | null {
  const change = before === null ? 0 : probability - before;
  return Math.abs(change) < 0.005 ? null : change;
}

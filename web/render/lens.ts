/** What of a matrix is shown. Pure. */
import type { ViewData } from "./view-data.ts";

/** The data as seen, and which of the given tokens each shown one stands for. */
export interface Seen {
  data: ViewData;
  queries: readonly (readonly number[])[];
  keys: readonly (readonly number[])[];
}

export function throughLens(data: ViewData, _lens: object): Seen {
  const each = (count: number) => Array.from({ length: count }, (_, index) => [index]);
  return { data, queries: each(data.nQueries), keys: each(data.nKeys) };
}

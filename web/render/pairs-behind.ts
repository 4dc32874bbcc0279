/** What a pair that a lens shows stands for: pairs of the run's own tokens. */
import type { Lensed } from "./lens.ts";
import { weightAt, type Pair, type ViewData } from "./view-data.ts";

export const pairsBehind = ({ queries, keys }: Pick<Lensed, "queries" | "keys">, pair: Pair): readonly Pair[] =>
  (queries[pair.query] ?? []).flatMap((query) => (keys[pair.key] ?? []).map((key) => ({ query, key })));

/** Of some pairs that with the largest weight: the one whose numbers the steps tell. */
export const strongestOf = (pairs: readonly Pair[], data: Pick<ViewData, "weights" | "nKeys">): Pair =>
  pairs.reduce((best, pair) => (weightAt(data, pair) > weightAt(data, best) ? pair : best));

/** The shown pair that stands for one of the run's own; null where it is not shown. */
export function pairShown({ queries, keys }: Pick<Lensed, "queries" | "keys">, pair: Pair): Pair | null {
  const query = queries.findIndex((tokens) => tokens.includes(pair.query));
  const key = keys.findIndex((tokens) => tokens.includes(pair.key));
  return query < 0 || key < 0 ? null : { query, key };
}

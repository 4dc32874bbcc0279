/** What a pair that a lens shows stands for: pairs of the run's own tokens. */
import type { Lensed } from "./lens.ts";
import { weightAt, type Pair, type ViewData } from "./view-data.ts";

export const pairsBehind = ({ queries, keys }: Pick<Lensed, "queries" | "keys">, pair: Pair): readonly Pair[] =>
  (queries[pair.query] ?? []).flatMap((query) => (keys[pair.key] ?? []).map((key) => ({ query, key })));

/** Of some pairs that with the largest weight: the one whose numbers the steps tell. */
export const strongestOf = (pairs: readonly Pair[], data: Pick<ViewData, "weights" | "nKeys">): Pair =>
  pairs.reduce((best, pair) => (weightAt(data, pair) > weightAt(data, best) ? pair : best));

/** What the grid shows of a run: every head's picture and summary, and what every head gives the pinned pair. */
import type { AttentionKind, HeadSummary, ModelRun } from "../../../engine/model-types.ts";
import type { Pixels } from "../../../engine/types.ts";
import { colourTable, type Theme } from "../../../render/colours.ts";
import type { Pair } from "../../../render/view-data.ts";
import type { ModelPicture } from "../../run/pictures.ts";
import type { HiddenTokens } from "../../state/model-state.ts";
import { Latest } from "./latest.ts";

/** The weight that has the strongest shade: few heads go beyond it. */
const strongestWeight = 0.5;

export class HeadNumbers {
  readonly #thumbs: Latest<Pixels>;
  readonly #summary: Latest<readonly HeadSummary[]>;
  readonly #pair: Latest<Float64Array>;

  constructor(changed: () => void) {
    this.#thumbs = new Latest(changed);
    this.#summary = new Latest(changed);
    this.#pair = new Latest(changed);
  }

  thumbs({ run, kind }: ModelPicture, theme: Theme, block: number): Pixels | null {
    const table = () => colourTable(theme, "weight");
    this.#thumbs.want([run, kind, theme, block], () =>
      run.thumbnails({ kind, table: table(), block, max: strongestWeight }),
    );
    return this.#thumbs.value;
  }

  summary({ run }: ModelPicture): readonly HeadSummary[] | null {
    this.#summary.want([run], () => run.summary());
    return this.#summary.value;
  }

  /** The pair as it is shown: of words, and with tokens hidden, it has the numbers that the matrix has. */
  pair(model: ModelPicture, pair: Pair, hide: HiddenTokens): Float64Array | null {
    const { run, kind } = model;
    const [queries, keys] = [model.queries[pair.query] ?? [], model.keys[pair.key] ?? []];
    const hidden = hiddenKeys(run, kind, hide);
    this.#pair.want([run, kind, `${queries.join()} ${keys.join()} ${hidden.join()}`], () =>
      pairNumbers(run, kind, { queries, keys, hidden }),
    );
    return this.#pair.value;
  }
}

export function hiddenKeys(
  run: Pick<ModelRun, "tokens" | "decoderTokens">,
  kind: AttentionKind,
  hide: HiddenTokens,
): number[] {
  if (hide === "none") return [];
  if (hide === "sink") return [0];
  const tokens = kind === "decoder" ? run.decoderTokens : run.tokens;
  return tokens.flatMap(({ special }, index) => (special ? [index] : []));
}

interface Sums {
  queries: readonly number[];
  keys: readonly number[];
  /** Keys that do not count: what the others get is made to sum to 1. */
  hidden: readonly number[];
}

/** Of every head, layer by layer: what the queries give the keys, on average over the queries. */
export async function pairNumbers(
  run: Pick<ModelRun, "pairWeights">,
  kind: AttentionKind,
  { queries, keys, hidden }: Sums,
): Promise<Float64Array> {
  const sumOver = async (some: readonly number[]): Promise<Float64Array> => {
    const asked = queries.flatMap((query) => some.map((key) => run.pairWeights({ kind, query, key })));
    const all = await Promise.all(asked);
    return Float64Array.from(all[0]?.data ?? [], (_, head) => all.reduce((sum, { data }) => sum + data[head]!, 0));
  };
  const [given, lost] = [await sumOver(keys), await sumOver(hidden)];
  return given.map((sum, head) => {
    const total = queries.length - (lost[head] ?? 0);
    return total > 0 ? sum / total : 0;
  });
}

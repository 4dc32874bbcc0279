/** How time and memory grow with the length of a text: runs of the person's own text, repeated, on this device and now. */
import type { Model } from "../../../engine/model-types.ts";

export interface Measured {
  nTokens: number;
  milliseconds: number;
  /** Parameters and the run's own numbers. */
  bytes: number;
}

const lengths = [16, 32, 64, 128, 256, 512];
/** Short runs are made again, and the fastest counts: what else the machine does only ever adds. */
const enoughMilliseconds = 200;
const mostRepeats = 5;

/** The lengths that a model takes. */
export function lengthsFor(maxTokens: number): number[] {
  const fitting = lengths.filter((length) => length <= maxTokens);
  return fitting.length > 0 ? fitting : [maxTokens];
}

/** The ids repeated to a length. A turn begins elsewhere: of the same ids in a row nothing would be computed again. */
export const repeated = (ids: readonly number[], length: number, turn: number): number[] =>
  Array.from({ length }, (_, i) => ids[(i + turn) % ids.length] ?? 0);

/** @throws AttentionError; AbortError */
async function measureOne(
  model: Model,
  ids: readonly number[],
  nTokens: number,
  signal: AbortSignal,
): Promise<Measured> {
  let best = Infinity;
  let spent = 0;
  let runBytes = 0;
  for (let turn = 0; turn < mostRepeats && spent < enoughMilliseconds; turn++) {
    // A text of one token, over and over, would be the same at every turn.
    const varied = turn % 2 === 0 ? ids : [...ids, ids[0] === 0 ? 1 : 0];
    const { cost } = await model.run({ ids: repeated(varied, nTokens, turn) }, { signal });
    best = Math.min(best, cost.milliseconds);
    spent += cost.milliseconds;
    runBytes = cost.runBytes;
  }
  return { nTokens, milliseconds: best, bytes: model.info.bytes + runBytes };
}

/** @param tell what there is so far, after each length. @throws AttentionError; AbortError */
export async function measure(
  model: Model,
  ids: readonly number[],
  signal: AbortSignal,
  tell: (measured: readonly Measured[]) => void,
): Promise<void> {
  const measured: Measured[] = [];
  for (const nTokens of lengthsFor(model.info.maxTokens)) {
    signal.throwIfAborted();
    measured.push(await measureOne(model, ids, nTokens, signal));
    tell([...measured]);
  }
}

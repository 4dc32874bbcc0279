/** What other implementations computed: reading their files, and differences from them. */
import { readFileSync } from "node:fs";
import type { Model, ModelInput, ModelRun } from "../../web/engine/model-types.ts";

export interface Golden {
  shape: number[];
  data: Float32Array | Int32Array;
}

/** A safetensors file of F32 and I32. */
export function readGolden(file: string): ReadonlyMap<string, Golden> {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, start).toString()) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const goldens = new Map<string, Golden>();
  for (const [name, tensor] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const [from, to] = tensor.data_offsets;
    const raw = Uint8Array.from(bytes.subarray(start + from, start + to)).buffer;
    goldens.set(name, {
      shape: tensor.shape,
      data: tensor.dtype === "F32" ? new Float32Array(raw) : new Int32Array(raw),
    });
  }
  return goldens;
}

/** The largest difference; Infinity where the counts differ or something is not a number. */
export function worst(got: ArrayLike<number>, want: ArrayLike<number>): number {
  if (got.length !== want.length) return Infinity;
  let most = 0;
  for (let i = 0; i < want.length; i++) {
    const difference = Math.abs((got[i] ?? NaN) - (want[i] ?? NaN));
    if (!(difference <= most)) most = Number.isNaN(difference) ? Infinity : difference;
  }
  return most;
}

export type Kind = "self" | "decoder" | "cross";

/** One layer's weights, [heads, nQueries, nKeys], against the run's. */
export async function worstAttention(run: ModelRun, kind: Kind, layer: number, want: Golden): Promise<number> {
  const [nHeads = 0, nQueries = 0, nKeys = 0] = want.shape;
  let most = 0;
  for (let head = 0; head < nHeads; head++) {
    const { weights } = await run.attention({ kind, layer, head });
    const size = nQueries * nKeys;
    most = Math.max(most, worst(weights, want.data.subarray(head * size, (head + 1) * size)));
  }
  return most;
}

export interface Row {
  name: string;
  /** Largest difference per layer: of self-attention, then the decoder's, then cross attention. */
  attention: number[];
  hidden: number | null;
  logits: number | null;
  /** Whether greedy ids agree; null where the model does not generate. */
  greedy: boolean | null;
  note?: string;
}

const kinds: Record<string, Kind> = { attention: "self", encoder: "self", decoder: "decoder", cross: "cross" };

const idsIn = (goldens: ReadonlyMap<string, Golden>, key: string) => Array.from(goldens.get(key)?.data ?? []);

/** What a golden was computed for. */
export const inputOf = (goldens: ReadonlyMap<string, Golden>): ModelInput => ({
  ids: idsIn(goldens, "input_ids"),
  ...(goldens.has("token_type_ids") && { types: idsIn(goldens, "token_type_ids") }),
  ...(goldens.has("decoder_input_ids") && { decoderIds: idsIn(goldens, "decoder_input_ids") }),
});

/** A fixture's model against its golden.safetensors. */
export async function compareFixture(name: string, model: Model, goldens: ReadonlyMap<string, Golden>): Promise<Row> {
  const ids = (key: string) => idsIn(goldens, key);
  const has = (key: string) => goldens.has(key);
  const run = await model.run(inputOf(goldens));
  const row: Row = { name, attention: [], hidden: null, logits: null, greedy: null };
  for (const [prefix, kind] of Object.entries(kinds))
    for (let layer = 0; has(`${prefix}.${layer}`); layer++) {
      const want = goldens.get(`${prefix}.${layer}`);
      if (want) row.attention.push(await worstAttention(run, kind, layer, want));
    }
  const hidden = goldens.get("hidden.last");
  if (hidden) row.hidden = worst((await run.hidden(-1)).data, hidden.data);
  const logits = goldens.get("logits");
  if (logits) row.logits = worst((await run.logits())?.data ?? [], logits.data);
  if (has("greedy")) {
    const prompt = ids("greedy_prompt");
    const start = has("decoder_input_ids") ? { ids: ids("input_ids"), decoderIds: prompt } : { ids: prompt };
    const options = { maxNewTokens: ids("greedy").length, temperature: 0, ignoreEnd: true };
    row.greedy = (await model.generate(start, options)).ids.join() === ids("greedy").join();
  }
  return row;
}

/** Streams a model's tensors into the core, part by part: no file and no tensor is held whole. */
import type { ReadOptions, TensorFiles, TensorInfo } from "../text/model/index.ts";
import { throwIfAborted } from "./abort.ts";
import type { CoreModel } from "./core-model.ts";
import { AttentionError } from "./errors.ts";
import type { StoredType } from "./model-request.ts";
import type { PlannedTensor } from "./model-tensors.ts";

/** Parts are about this long: whole rows, at least one. */
const partBytes = 1 << 20;

const elementBytes: Record<string, number> = { F32: 4, F16: 2, BF16: 2, I8: 1 };

/** @throws AttentionError `bad_model` for a tensor that holds NaN or infinity, `fetch_failed`, AbortError */
export async function fillModel(
  model: CoreModel,
  files: TensorFiles,
  plan: readonly PlannedTensor[],
  options: ReadOptions,
): Promise<void> {
  const scales = await readScales(files, plan, options);
  const planned = new Map(plan.map((each) => [each.info, each]));
  for (const { tensor, chunks } of files.inFileOrder(planned.keys(), options)) {
    const each = planned.get(tensor);
    if (!each) continue;
    throwIfAborted(options.signal);
    await fillTensor(model, each, chunks, each.scale ? (scales.get(each.scale) ?? null) : null);
  }
  const [missing] = model.missing();
  if (missing)
    throw new AttentionError("bad_model", `A part of ${missing.stack} ${missing.name} was not in the model's files.`, {
      name: missing.name,
      expected: "there",
      got: "missing",
    });
}

/** Small, and needed with the first of their rows. */
async function readScales(files: TensorFiles, plan: readonly PlannedTensor[], { signal }: ReadOptions) {
  const scales = new Map<TensorInfo, Float32Array>();
  const wanted = plan.flatMap(({ scale }) => (scale ? [scale] : []));
  for (const { tensor, chunks } of files.inFileOrder(wanted, { signal })) {
    const bytes = new Uint8Array(tensor.end - tensor.begin);
    let at = 0;
    for await (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    scales.set(tensor, new Float32Array(bytes.buffer));
  }
  return scales;
}

async function fillTensor(
  model: CoreModel,
  { info, blocks }: PlannedTensor,
  chunks: AsyncIterable<Uint8Array>,
  scales: Float32Array | null,
): Promise<void> {
  const nColumns = info.shape.at(-1) ?? 1;
  const rowBytes = nColumns * (elementBytes[info.dtype] ?? 1);
  let firstRow = 0;
  const take = (bytes: Uint8Array) => {
    const nRows = bytes.length / rowBytes;
    const type = info.dtype as StoredType;
    const ofRows = scales?.subarray(firstRow, firstRow + nRows);
    try {
      model.take({ type, nColumns, firstRow, bytes, ...(ofRows && { scales: ofRows }) }, blocks);
    } catch (error) {
      throw named(error, info);
    }
    firstRow += nRows;
  };
  for await (const rows of wholeRows(chunks, rowBytes)) take(rows);
}

/** Whole rows, as many of a chunk as make a part; only a row that lies in two chunks is put together. */
async function* wholeRows(
  chunks: AsyncIterable<Uint8Array>,
  rowBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const mostBytes = Math.max(1, Math.floor(partBytes / rowBytes)) * rowBytes;
  let split: Uint8Array | null = null;
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const left = chunk.length - at;
      if (filled === 0 && left >= rowBytes) {
        const n = Math.min(mostBytes, left - (left % rowBytes));
        yield chunk.subarray(at, at + n);
        at += n;
        continue;
      }
      split ??= new Uint8Array(rowBytes);
      const n = Math.min(left, rowBytes - filled);
      split.set(chunk.subarray(at, at + n), filled);
      filled = (filled + n) % rowBytes;
      at += n;
      if (filled === 0) yield split;
    }
  }
}

/** What the core says about a tensor, with the file's name for it. */
function named(error: unknown, { file, name }: TensorInfo): unknown {
  if (!(error instanceof AttentionError) || error.code !== "not_finite") return error;
  const details = { file, name, expected: "finite", got: "NaN or infinity" };
  return new AttentionError("bad_model", `${file}: ${name} holds NaN or infinity.`, details);
}

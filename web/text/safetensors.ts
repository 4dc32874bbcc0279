/** A small safetensors file that is in memory as a whole: the bundled word vectors. Models are read by model/tensors.ts. */
import { AttentionError } from "../engine/errors.ts";
import { dataStart, type Dtype, LENGTH_BYTES, parseHeader, SafetensorsProblem } from "./safetensors-header.ts";

export interface RawTensor {
  dtype: Dtype;
  shape: readonly number[];
  /** A view of the file's bytes, row-major. */
  bytes: Uint8Array;
}

/** Tensors by name, as views of `buffer`. @throws AttentionError bad_vectors */
export function parseSafetensors(buffer: ArrayBuffer): Record<string, RawTensor> {
  try {
    const file = new Uint8Array(buffer);
    const start = dataStart(file, file.length);
    const { tensors } = parseHeader(file.subarray(LENGTH_BYTES, start), file.length);
    return Object.fromEntries(
      tensors.map(({ name, dtype, shape, begin, end }) => [name, { dtype, shape, bytes: file.subarray(begin, end) }]),
    );
  } catch (error) {
    if (!(error instanceof SafetensorsProblem)) throw error;
    throw new AttentionError("bad_vectors", `This is not a whole safetensors file: ${error.message}.`, {
      reason: "safetensors",
      problem: error.message,
    });
  }
}

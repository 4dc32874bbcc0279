/** The cases of ONNX `Attention` as inputs, options and expected outputs of attend(). */
import { readFileSync } from "node:fs";
import type { AttendInputs, AttendOptions, AttendResult, Tensor } from "../../web/engine/types.ts";
import { testData } from "../data.ts";

interface StoredTensor {
  name: string;
  dtype: "float32" | "float16" | "bool" | "int64";
  shape: number[];
  offset: number;
  bytes: number;
}
interface StoredCase {
  name: string;
  attrs?: Record<string, number>;
  inputs: StoredTensor[];
  outputs: (StoredTensor & { atol: number; rtol: number })[];
}

export interface Expected {
  result: keyof AttendResult;
  tensor: Tensor;
  atol: number;
  rtol: number;
}
export interface AttendCase {
  name: string;
  inputs: AttendInputs;
  options: AttendOptions;
  expected: Expected[];
}

export const onnxFiles = ["conformance/onnx-attention.json", "conformance/onnx-attention.bin"] as const;

export function readOnnxCases(): AttendCase[] {
  const [json, bin] = onnxFiles.map((file) => readFileSync(testData(file)));
  const { cases } = JSON.parse(String(json)) as { cases: StoredCase[] };
  return cases.map((stored) => toCase(stored, bin!));
}

const resultNames: Record<string, keyof AttendResult> = {
  Y: "output",
  qk_matmul_output: "qk",
  present_key: "presentKey",
  present_value: "presentValue",
};
const stages = ["raw", "capped", "masked", "weights"] as const;

function toCase({ name, attrs = {}, inputs, outputs }: StoredCase, bin: Buffer): AttendCase {
  const given = Object.fromEntries(inputs.map((stored) => [stored.name, readTensor(stored, bin)]));
  const floats = (input: string) => given[input] as Tensor;
  const optional = <K extends keyof AttendInputs>(key: K, input: string) =>
    given[input] ? { [key]: given[input] } : {};
  const lengths = given.nonpad_kv_seqlen?.data;
  return {
    name,
    inputs: {
      q: floats("Q"),
      k: floats("K"),
      v: floats("V"),
      ...optional("mask", "attn_mask"),
      ...optional("pastKey", "past_key"),
      ...optional("pastValue", "past_value"),
      ...(lengths instanceof Int32Array && { kvLengths: lengths }),
    },
    options: toOptions(
      attrs,
      outputs.some((output) => output.name === "qk_matmul_output"),
    ),
    expected: outputs.map((output) => ({
      result: resultNames[output.name]!,
      tensor: readTensor(output, bin) as Tensor,
      atol: output.atol,
      rtol: output.rtol,
    })),
  };
}

function toOptions(attrs: Record<string, number>, wantsQk: boolean): AttendOptions {
  const { scale, softcap, left_window_size: left = -1, right_window_size: right = -1 } = attrs;
  return {
    causal: attrs.is_causal === 1,
    ...(scale !== undefined && { scale }),
    ...(softcap !== undefined && { softcap }),
    ...(left >= 0 && { leftWindow: left }),
    ...(right >= 0 && { rightWindow: right }),
    ...(attrs.q_num_heads !== undefined && { qHeads: attrs.q_num_heads }),
    ...(attrs.kv_num_heads !== undefined && { kvHeads: attrs.kv_num_heads }),
    ...(wantsQk && { qkOutput: stages[attrs.qk_matmul_output_mode ?? 0] }),
  };
}

function readTensor({ dtype, shape, offset, bytes }: StoredTensor, bin: Buffer) {
  const raw = Uint8Array.from(bin.subarray(offset, offset + bytes)).buffer;
  switch (dtype) {
    case "float32":
      return { data: new Float32Array(raw), shape };
    case "float16":
      return { data: Float32Array.from(new Uint16Array(raw), fromHalf), shape };
    case "bool":
      return { data: new Uint8Array(raw), shape };
    case "int64":
      return { data: Int32Array.from(new BigInt64Array(raw), Number), shape };
  }
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The types of attend(), the operator on tensors of one's own. */
import type { Tensor } from "./types.ts";

/** attend(): the inputs of the ONNX `Attention` operator (opset 25). */
export interface AttendInputs {
  /** [batch, q_heads, n_queries, head_size] or [batch, n_queries, q_heads * head_size] (then `qHeads`, `kvHeads` are needed). */
  q: Tensor;
  k: Tensor;
  v: Tensor;
  /** Boolean (Uint8Array, 1 = may attend) or additive (Float32Array), rank 1–4, broadcast, may be shorter than the keys. */
  mask?: Tensor | Tensor<Uint8Array>;
  pastKey?: Tensor;
  pastValue?: Tensor;
  /** [batch]: how many keys of each batch entry are real. */
  kvLengths?: Int32Array;
}
export interface AttendOptions {
  causal?: boolean;
  /** Default 1/√head_size. */
  scale?: number;
  /** 0 = none. */
  softcap?: number;
  /** Keys to the left and right of the query that it may see; absent = all. */
  leftWindow?: number;
  rightWindow?: number;
  qHeads?: number;
  kvHeads?: number;
  qkOutput?: "raw" | "capped" | "masked" | "weights";
}
export interface AttendResult {
  output: Tensor;
  /** [batch, q_heads, n_queries, n_keys], if `qkOutput` asked for it. */
  qk?: Tensor;
  /** [batch, kv_heads, n_keys, head_size]: the past keys and the new ones. */
  presentKey: Tensor;
  presentValue: Tensor;
}

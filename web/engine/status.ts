/** The core's integer statuses as errors. */
import { AttentionError, type ErrorCode } from "./errors.ts";

interface Status {
  name: string;
  code: ErrorCode;
  message: string;
}

/** In the order of core/include/attn/status.h, from 1. */
const statuses = [
  { name: "empty", code: "empty_text", message: "There are no tokens: type a word or a sentence." },
  { name: "too_long", code: "too_long", message: "There are more tokens than one run may have." },
  { name: "bad_option", code: "bad_option", message: "An option's value lies outside its range." },
  { name: "bad_heads", code: "bad_heads", message: "The number of heads must divide the length of the vectors." },
  { name: "odd_head_dim", code: "odd_head_dim", message: "RoPE turns pairs of numbers: heads need an even length." },
  { name: "residual_against", code: "residual_against", message: "The query has no value of its own to add here." },
  { name: "needs_pair", code: "needs_pair", message: "The masks a_to_b and b_to_a need a second text in pair." },
  { name: "shape_mismatch", code: "shape_mismatch", message: "The shapes of the inputs do not fit together." },
  { name: "not_finite", code: "not_finite", message: "The inputs hold NaN or infinity." },
  { name: "overflow", code: "not_finite", message: "The numbers outgrew float32: choose smaller ones." },
  { name: "bad_index", code: "bad_index", message: "There is no such head, query or key." },
  { name: "no_trace", code: "no_trace", message: "The run has no such value under its options." },
  { name: "vectors_too_large", code: "vectors_too_large", message: "The limit is 400,000 words of 300 numbers." },
  { name: "out_of_memory", code: "out_of_memory", message: "There is not enough memory for this." },
  { name: "missing_tensor", code: "bad_model", message: "A tensor of the model was not given." },
] as const satisfies Status[];
export type StatusName = (typeof statuses)[number]["name"];

/** Throws unless the status is 0; `messages` say what the caller knows and the core cannot. */
export function check(
  status: number,
  messages: Partial<Record<StatusName, string>> = {},
  details: Record<string, unknown> = {},
): void {
  if (status === 0) return;
  const known = statuses[status - 1];
  if (!known) throw new AttentionError("engine_crashed", `The engine answered with the unknown status ${status}.`);
  throw new AttentionError(known.code, messages[known.name] ?? known.message, details);
}

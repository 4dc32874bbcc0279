/** One rejection type for the whole engine; docs/errors.md and the page have one sentence for every code. */
export const errorCodes = [
  "empty_text",
  "too_long",
  "unknown_option",
  "bad_option",
  "bad_heads",
  "odd_head_dim",
  "residual_against",
  "needs_pair",
  "bad_tensor",
  "shape_mismatch",
  "not_finite",
  "bad_index",
  "no_trace",
  "bad_vectors",
  "vectors_too_large",
  "vectors_disposed",
  "unknown_family",
  "bad_model",
  "model_too_large",
  "no_tokenizer",
  "no_head",
  "model_disposed",
  "model_gone",
  "model_file_missing",
  "fetch_failed",
  "wasm_unavailable",
  "worker_unavailable",
  "threads_unavailable",
  "out_of_memory",
  "engine_crashed",
  "disposed",
  "bad_json",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** `message` is one English sentence that names what was wrong and what to do; `details` carries the numbers for other languages. */
export class AttentionError extends Error {
  override readonly name = "AttentionError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Where on the page an error belongs: next to its cause. */
import { AttentionError, type ErrorCode } from "../../engine/errors.ts";
import type { Strings } from "../../i18n/index.ts";
import type { PartId } from "../formula/equations.ts";

export type Place = "text" | "engine" | PartId;

export interface PlacedProblem {
  place: Place;
  code: ErrorCode;
  details: Readonly<Record<string, unknown>>;
  /** The engine's own English sentence, which names the line or the number. */
  message: string;
}

const placeOfCode: Partial<Record<ErrorCode, Place>> = {
  empty_text: "text",
  too_long: "text",
  bad_heads: "heads",
  odd_head_dim: "position",
  residual_against: "residual",
  needs_pair: "mask",
  bad_vectors: "source",
  vectors_too_large: "source",
  vectors_disposed: "source",
  not_finite: "source",
  unknown_family: "source",
  bad_model: "source",
  model_too_large: "source",
  model_file_missing: "source",
  no_tokenizer: "source",
  model_disposed: "source",
  model_gone: "source",
};

const placeOfOption: Record<string, Place | undefined> = {
  qkv: "qkv",
  offsets: "qkv",
  sigma: "qkv",
  seed: "qkv",
  nHeads: "heads",
  score: "score",
  bandwidth: "score",
  position: "position",
  mask: "mask",
  normalizer: "normalizer",
  temperature: "normalizer",
  topK: "normalizer",
  topP: "normalizer",
  over: "over",
  residual: "residual",
  segmenter: "source",
  punctuation: "source",
  vectors: "source",
};

export const isAbort = (error: unknown) => error instanceof DOMException && error.name === "AbortError";

export function placeProblem(error: unknown): PlacedProblem {
  if (!(error instanceof AttentionError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { place: "engine", code: "engine_crashed", details: {}, message };
  }
  const { code, details, message } = error;
  const place = placeOfCode[code] ?? placeOfOption[String(details["name"])] ?? "engine";
  return { place, code, details, message };
}

export const problemText = ({ code, details }: PlacedProblem, { errors }: Strings) => errors[code](details);

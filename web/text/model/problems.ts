/** What can be wrong with a model's files, as the errors that people read. */
import { AttentionError } from "../../engine/errors.ts";
import type { ModelSource } from "./types.ts";

/** @param problem the rest of a sentence that begins with the file's name */
export const badModel = (file: string, problem: string, details: Record<string, unknown> = {}) =>
  new AttentionError("bad_model", `${file} cannot be used: ${problem}.`, { file, problem, ...details });

export const missingFile = (file: string, model: string, advice = "", place?: string) => {
  const where = place === undefined ? "" : ` at ${place}`;
  const message = `${model} has no file ${file}${where}${advice && `: ${advice}`}.`;
  return new AttentionError("model_file_missing", message, { file, name: model, ...(where && { place }) });
};

/** Dropped files have no place. */
export const missingIn = ({ name, location }: Pick<ModelSource, "name" | "location">, file: string, advice = "") =>
  missingFile(file, name, advice, "url" in location ? location.url : "path" in location ? location.path : undefined);

export const noTokenizer = (problem: string, details: Record<string, unknown> = {}) =>
  new AttentionError("no_tokenizer", `The model's tokenizer cannot be used: ${problem}.`, { problem, ...details });

/** Why a download failed. */
export type FetchProblem = "status" | "cors" | "network" | "stalled" | "truncated" | "changed" | "too_large" | "read";

export const fetchFailed = (
  url: string,
  reason: FetchProblem,
  problem: string,
  details: Record<string, unknown> = {},
) => new AttentionError("fetch_failed", `Could not load ${url}: ${problem}.`, { url, reason, ...details });

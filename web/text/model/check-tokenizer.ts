/** What the parts of tokenizer.json must be before they are used: the library takes it for granted. */
import type { Config } from "./hub-tokenizers.ts";

/** More ids than any vocabulary has. */
const MAX_ID = 1 << 24;

export const isId = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_ID;

export const isRecord = (value: unknown): value is Config =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Steps of a Sequence. @throws Error with the rest of a sentence */
export function stepsOf(config: Config, key: string): Config[] {
  const steps = config[key];
  if (Array.isArray(steps) && steps.every(isRecord)) return steps;
  throw new Error(`its ${String(config.type)} has no list of ${key}`);
}

function checkVocab(vocab: unknown): void {
  if (Array.isArray(vocab)) {
    const isScored = (entry: unknown) =>
      Array.isArray(entry) && typeof entry[0] === "string" && Number.isFinite(entry[1]);
    const wrong = vocab.findIndex((entry) => !isScored(entry));
    if (wrong >= 0) throw new Error(`entry ${wrong} of its vocab is no piece with a score`);
    return;
  }
  if (!isRecord(vocab)) throw new Error("its model has no vocab");
  const wrong = Object.entries(vocab).find(([, id]) => !isId(id));
  if (wrong) throw new Error(`its vocab has no id for "${wrong[0]}"`);
}

function checkMerges(merges: unknown): void {
  if (!Array.isArray(merges)) throw new Error("its model has no list of merges");
  const isMerge = (merge: unknown) =>
    typeof merge === "string" ||
    (Array.isArray(merge) && merge.length === 2 && merge.every((part) => typeof part === "string"));
  const wrong = merges.findIndex((merge) => !isMerge(merge));
  if (wrong >= 0) throw new Error(`entry ${wrong} of its merges is not two pieces`);
}

const isPattern = (value: unknown) =>
  isRecord(value) && (typeof value.String === "string" || typeof value.Regex === "string");

/** Of normalizers, pre-tokenizers and decoders: without its pattern a step would be left out. @throws Error as above */
export function checkPatterns(part: unknown): void {
  if (Array.isArray(part)) part.forEach(checkPatterns);
  if (!isRecord(part)) return;
  if ((part.type === "Replace" || part.type === "Split") && !isPattern(part.pattern))
    throw new Error(`its ${part.type} has no pattern`);
  Object.values(part).forEach(checkPatterns);
}

const modelTypes: readonly unknown[] = ["WordPiece", "BPE", "Unigram", undefined];

/** @throws Error with the rest of a sentence */
export function checkModel(model: Config): void {
  if (!modelTypes.includes(model.type)) throw new Error(`its model "${String(model.type)}" is not known`);
  checkVocab(model.vocab);
  if (model.type === "WordPiece" && typeof model.unk_token !== "string") throw new Error("its model has no unk_token");
  const { unk_id, vocab } = model;
  if (Array.isArray(vocab) && unk_id !== undefined && unk_id !== null && !(isId(unk_id) && unk_id < vocab.length))
    throw new Error("its model's unk_id is none of its pieces");
  if (model.type === "BPE" || "merges" in model) checkMerges(model.merges);
}

/** What can be wrong with a file of word vectors: `details.reason` names it, the other details are its numbers. */
import { AttentionError } from "../engine/errors.ts";

export const MAX_WORDS = 400_000;
export const MAX_D_MODEL = 300;

export type VectorFileProblem =
  | { reason: "empty" }
  | { reason: "gzip" }
  | { reason: "binary"; line: number }
  /** No line of word vectors at all: a table with commas, JSON, a page. */
  | { reason: "no_numbers"; line: number }
  | { reason: "columns"; line: number; expected: number; got: number }
  | { reason: "not_a_number"; line: number; text: string }
  | { reason: "not_finite"; line: number; text: string }
  /** The last line, or the words after it, are missing. */
  | { reason: "truncated"; line: number };

const count = (n: number) => `${n} number${n === 1 ? "" : "s"}`;

function describe(problem: VectorFileProblem): string {
  switch (problem.reason) {
    case "empty":
      return "The file has no word vectors";
    case "gzip":
      return "The .gz file ends early or is damaged; download it again";
    case "binary":
      return `Line ${problem.line} is not text: a binary file cannot be read; use GloVe .txt, word2vec text or fastText .vec`;
    case "no_numbers":
      return `Line ${problem.line} has no numbers: each line is a word and its numbers, with blanks between them`;
    case "columns":
      return `Line ${problem.line} has ${count(problem.got)} after its word, not ${problem.expected}`;
    case "not_a_number":
      return `Line ${problem.line} has "${problem.text}" where a number should be`;
    case "not_finite":
      return `Line ${problem.line} has the number "${problem.text}", which is not finite`;
    case "truncated":
      return `The file ends early, in line ${problem.line}; download it again`;
  }
}

export const badVectors = (problem: VectorFileProblem) =>
  new AttentionError("bad_vectors", `${describe(problem)}.`, problem);

export function tooLarge(nWords: number, dModel: number): AttentionError {
  const limit = `${MAX_WORDS.toLocaleString("en")} words × ${MAX_D_MODEL} numbers`;
  return new AttentionError("vectors_too_large", `The file has more than ${limit}; cut it to its first lines.`, {
    maxWords: MAX_WORDS,
    maxDModel: MAX_D_MODEL,
    nWords,
    dModel,
  });
}

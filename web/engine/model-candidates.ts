/** The tokens that a head holds for likely, or a classifier's labels. */
import type { CoreModel } from "./core-model.ts";
import { checkRule } from "./model-generate.ts";
import { checkIndex } from "./model-interventions.ts";
import type { Held } from "./held-model.ts";
import { wordsOf } from "./model-input.ts";
import type { ModelRecipe } from "./model-protocol.ts";
import { headRows, labelRow } from "./model-readers.ts";
import type { Candidate, CandidateOptions } from "./model-types.ts";
import { badOption } from "./options.ts";
import { sigmoid } from "./sigmoid.ts";

const maxCount = 4096;

/** @throws AttentionError `bad_option`, `bad_index` */
export function readCandidates(
  model: CoreModel,
  held: Held,
  recipe: ModelRecipe,
  { token = -1, count = 20, ...rule }: CandidateOptions,
): Candidate[] | null {
  const { info } = held;
  const isClassifier = info.head === "classifier";
  if (info.head === null) return null;
  if (!Number.isInteger(count) || count < 1 || count > maxCount)
    throw badOption("count", count, `a whole number from 1 to ${maxCount}`);
  if (token !== -1) checkIndex("token", token, isClassifier ? 1 : headRows(recipe, info));
  const row = isClassifier ? labelRow(recipe, held.family) : token;
  const { data, shape } = model.candidates(row, count, checkRule(rule));
  const [n = 0, width = 0] = shape;
  return Array.from({ length: n }, (_, row) => {
    const [id = 0, logit = 0, probability = 0, chance = 0] = data.subarray(row * width, (row + 1) * width);
    const apart = info.multiLabel ? sigmoid(logit) : null;
    return { id, ...namesOf(held, id), logit, probability: apart ?? probability, chance: apart ?? chance };
  });
}

function namesOf({ info, tokenizer }: Held, id: number): Pick<Candidate, "piece" | "text"> {
  if (info.head === "classifier") {
    const label = info.labels?.[id] ?? `#${id}`;
    return { piece: label, text: label };
  }
  return wordsOf(tokenizer, id);
}

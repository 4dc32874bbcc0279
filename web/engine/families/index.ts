/** Every family that is known, and how a config.json finds its own. */
import { AttentionError } from "../errors.ts";
import { bart, marian } from "./bart.ts";
import { Config } from "./config.ts";
import { distilbert } from "./distilbert.ts";
import { bertFamilies } from "./encoders.ts";
import type { Family, FamilyModel } from "./family.ts";
import { gemma } from "./gemma.ts";
import { withGeneration } from "./generation.ts";
import { gpt2, gptNeox } from "./gpt.ts";
import { llamaFamilies } from "./llama.ts";
import { t5 } from "./t5.ts";

const families: readonly Family[] = [
  ...bertFamilies,
  distilbert,
  gpt2,
  gptNeox,
  ...llamaFamilies,
  gemma,
  t5,
  bart,
  marian,
];

export const familyNames: readonly string[] = families.flatMap(({ names }) => names);

/**
 * What config.json says, checked by itself.
 * @param tensorNames the names in the model's files: which heads are there
 * @throws AttentionError `unknown_family`, `bad_model`
 */
export function readFamily(values: unknown, tensorNames: Iterable<string>): FamilyModel {
  const config = new Config(values);
  const name = config.text("model_type");
  const family = families.find(({ names }) => names.includes(name));
  if (!family)
    throw new AttentionError(
      "unknown_family",
      `The model is of the family "${name}", which is not known here; known are ${familyNames.join(", ")}.`,
      { family: name, families: familyNames },
    );
  if (config.has("quantization_config"))
    throw config.fail("quantization_config", "left out: a file that is quantised so cannot be read");
  if (config.has("per_layer_config"))
    throw config.fail("per_layer_config", "left out: layers of different sizes are not known here");
  const stored = [...tensorNames];
  const has = (ending: string) => stored.some((tensor) => tensor === ending || tensor.endsWith(`.${ending}`));
  const model = family.read(config, has);
  const multiLabel = model.facts.labels !== null && config.value("problem_type") === "multi_label_classification";
  return { ...model, facts: { ...withGeneration(model.facts, config), multiLabel } };
}

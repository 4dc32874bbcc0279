/** config.json as a hostile or broken writer might make it: read, or refused in words. */
import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { AttentionError } from "../../../web/engine/errors.ts";
import { readFamily } from "../../../web/engine/families/index.ts";
import { describeWithData, testData } from "../../data.ts";
import { fuzz, fuzzTimeout, type Outcome, spoilt } from "../fuzzing.ts";

/** Values that mean something, at places where they may not. */
const known = fc.constantFrom(
  ...["gelu", "relu", "llama3", "linear", "default", "full_attention", "sliding_attention"],
  ...["BertForSequenceClassification", { rope_type: "llama3", factor: 2 }, { "0": "a" }, ["full_attention"]],
);

function readOne(config: unknown): Outcome {
  try {
    const { description } = readFamily(config, ["lm_head.weight"]);
    for (const stack of [description.encoder, description.decoder])
      if (stack) expect(stack.layers?.length ?? 0).toBeLessThanOrEqual(1024);
    return "read";
  } catch (error) {
    if (error instanceof AttentionError && ["bad_model", "unknown_family"].includes(error.code)) return "refused";
    throw error;
  }
}

describeWithData("a config.json of any kind", ["fixtures"], () => {
  const names = readdirSync(testData("fixtures")).filter((name) => !name.includes("."));
  const configs = names.map(
    (name) => JSON.parse(readFileSync(testData(`fixtures/${name}/config.json`), "utf8")) as Record<string, unknown>,
  );
  const keys = Array.from(new Set(configs.flatMap((config) => Object.keys(config))));
  /** With a setting of another family, or of none. */
  const mixed = fc
    .tuple(fc.constantFrom(...configs), fc.constantFrom(...keys, "__proto__", "constructor"), known)
    .map(([config, key, value]) => Object.fromEntries([...Object.entries(config), [key, value]]) as unknown);

  it(
    "is read or refused in words, and soon",
    () =>
      fuzz(
        fc.oneof({ arbitrary: spoilt(fc.oneof(fc.constantFrom(...configs), mixed)), weight: 9 }, fc.jsonValue()),
        readOne,
      ),
    fuzzTimeout(),
  );
});

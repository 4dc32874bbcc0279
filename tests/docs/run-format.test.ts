import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { optionNames } from "../../web/engine/options.ts";
import type { PlayArguments } from "../../web/engine/types.ts";
import { useEngine } from "../engine.ts";
import { blocksIn, read } from "./blocks.ts";

const schema = JSON.parse(read("docs/run.schema.json")) as Record<string, unknown>;
const validate = new Ajv({ allErrors: true }).compile(schema);
const errorsOf = (value: unknown) => (validate(value) ? [] : validate.errors);

describe("docs/run.schema.json", () => {
  const engine = useEngine();

  const cases: [string, PlayArguments][] = [
    ["the defaults", {}],
    ["a mask", { mask: "causal" }],
    ["two heads", { nHeads: 2, score: "cosine", position: "rope" }],
    ["cross attention", { against: "我喜欢吃苹果" }],
    ["one sequence of two texts", { pair: "我喜欢吃苹果", mask: "a_to_b" }],
    ["cells", { mask: { cells: [[0, 1]] }, normalizer: "sparsemax" }],
  ];

  it.each(cases)("accepts a run with %s, also after a round trip", async (_, options) => {
    const run = await engine().play("I like zqxv apples.", options);
    const json: unknown = JSON.parse(JSON.stringify(await run.toJSON()));
    expect(errorsOf(json)).toEqual([]);
    expect(json).toEqual(await run.toJSON());
  });

  it("accepts the example of docs/run-format.md", () => {
    for (const block of blocksIn("json").filter(({ file }) => file === "docs/run-format.md"))
      expect(errorsOf(JSON.parse(block.code))).toEqual([]);
  });

  it.each([
    ["another format", { format: "attention" }],
    ["a later version", { version: 2 }],
    ["no heads", { heads: [] }],
    ["NaN as null", { heads: [{ layer: 0, head: 0, weights: [null], scores: [0], maskedScores: [0] }] }],
    ["an unknown property", { colour: "red" }],
    ["an unknown option", { options: { nHead: 2 } }],
  ])("refuses %s", async (_, change) => {
    const run = await (await engine().play("apples")).toJSON();
    expect(errorsOf(run)).toEqual([]);
    expect(errorsOf({ ...run, ...change })).not.toEqual([]);
  });

  it("knows every option", () => {
    const { options } = schema["properties"] as { options: { propertyNames: { enum: string[] } } };
    expect(options.propertyNames.enum).toEqual(optionNames);
  });
});

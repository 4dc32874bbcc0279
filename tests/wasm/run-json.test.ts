import { describe, expect, it } from "vitest";
import { attentionOf, explanationOf, parseRunJson, toExplanationJson } from "../../web/engine/run-json.ts";
import type { RunJson } from "../../web/engine/types.ts";
import { useEngine } from "../engine.ts";

const engine = useEngine();
const copyOf = (json: RunJson) => JSON.parse(JSON.stringify(json)) as RunJson;

describe("a run as JSON", () => {
  it("comes back with the same bits, −Infinity among them", async () => {
    const run = await engine().play("I like 苹果", { mask: "causal", nHeads: 2, position: "alibi" });
    const text = JSON.stringify(await run.toJSON());
    expect(text).toContain('"-Infinity"');
    const back = parseRunJson(text);
    for (const head of [0, 1]) expect(attentionOf(back, { head })).toEqual(await run.attention({ head }));
    expect(back).toMatchObject({ text: "I like 苹果", options: { mask: "causal", nHeads: 2, position: "alibi" } });
    expect(back.tokens).toEqual(run.tokens);
    expect(back).not.toHaveProperty("keyTokens");
  });

  it("has the key tokens of a second text, and no text for tokens set by hand", async () => {
    const run = await engine().play({ tokens: ["I", "eat"] }, { against: "我吃" });
    const json = await run.toJSON();
    expect(json.keyTokens).toEqual(run.keyTokens);
    expect(json).not.toHaveProperty("text");
    expect(json.options).toEqual({ against: "我吃" });
  });

  it("carries an explanation", async () => {
    const run = await engine().play("I eat", { mask: "causal" });
    const explanation = await run.explain({ query: 0, key: 1 });
    const json = copyOf({ ...(await run.toJSON()), explanation: toExplanationJson(explanation) });
    const back = explanationOf(parseRunJson(json))!;
    expect(back.values).toEqual(explanation.values);
    for (const [name, vector] of Object.entries(explanation.vectors))
      expect(back.vectors).toHaveProperty(
        name,
        vector.map((value) => value + 0),
      ); // JSON has no −0
    expect(json.explanation!.values.mask).toBe("-Infinity");
  });
});

describe("parseRunJson() refuses with bad_json", () => {
  const changes: [string, (json: RunJson) => unknown, RegExp][] = [
    ["what is no JSON", () => "{", /not a run as JSON/],
    ["another object", () => ({}), /format/],
    ["a newer version", (json) => ({ ...json, version: 2 }), /version must be 1, not 2/],
    ["no tokens", (json) => ({ ...json, tokens: [] }), /tokens must be a list/],
    [
      "a token without text",
      (json) => ({ ...json, tokens: [{ ...json.tokens[0], text: 1 }, json.tokens[1]] }),
      /tokens\[0\]/,
    ],
    [
      "too few weights",
      (json) => ({ ...json, heads: [{ ...json.heads[0], weights: [1] }] }),
      /heads\[0\].weights must be a list of 4/,
    ],
    [
      "a weight that is no number",
      (json) => ({ ...json, heads: [{ ...json.heads[0], weights: [1, null, 0, 0] }] }),
      /weights\[1\] is null/,
    ],
    [
      "NaN as a score",
      (json) => ({ ...json, heads: [{ ...json.heads[0], scores: [1, 2, "NaN", 0] }] }),
      /scores\[2\] is "NaN"/,
    ],
    ["a query outside", (json) => ({ ...json, query: 2 }), /query must be a whole number from 0 to 1/],
    ["a head outside", (json) => ({ ...json, heads: [{ ...json.heads[0], head: 1 }] }), /heads\[0\].head/],
    ["no heads", (json) => ({ ...json, heads: [] }), /heads must be a list/],
    ["an array", () => [], /object/],
  ];
  it.each(changes)("%s", async (_, change, message) => {
    const json = copyOf(await (await engine().play("I eat")).toJSON());
    expect(parseRunJson(json)).toBe(json);
    const parse = () => parseRunJson(change(json));
    expect(parse).toThrow(message);
    expect(parse).toThrow(expect.objectContaining({ code: "bad_json" }) as Error);
  });
});

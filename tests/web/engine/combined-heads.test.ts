import { describe, expect, it } from "vitest";
import type { HeadPlace, ModelRun } from "../../../web/engine/model-types.ts";
import type { Attention } from "../../../web/engine/types.ts";
import { combined, combinationOf, pickedHeads } from "../../../web/engine/combined-heads.ts";
import type { Combination, HeadPick } from "../../../web/page/state/model-state.ts";

const counts = { nLayers: 2, nHeads: 2 };
const place = { kind: "self", layer: 1, head: 0 } as const;

/** Weights of each head, two tokens; the second token is masked for the first wherever its weight is 0. */
const heads: Record<string, number[]> = {
  "0.0": [1, 0, 0.5, 0.5],
  "0.1": [0.5, 0.5, 0, 1],
  "1.0": [1, 0, 0.25, 0.75],
  "1.1": [1, 0, 0.75, 0.25],
};

const asked: string[] = [];
const run = {
  tokens: [{ text: "a" }, { text: "b" }],
  decoderTokens: [],
  attention({ layer = 0, head = 0 }: HeadPlace): Promise<Attention> {
    asked.push(`${layer}.${head}`);
    const weights = Float32Array.from(heads[`${layer}.${head}`]!);
    const maskedScores = weights.map((weight) => (weight === 0 ? -Infinity : 3));
    return Promise.resolve({ nQueries: 2, nKeys: 2, weights, maskedScores, scores: weights.map(() => 3) });
  },
  valueNorms: () => Promise.resolve({ data: Float32Array.of(2, 0, 1, 3), shape: [2, 2] }),
  rollout: () => Promise.resolve({ data: Float32Array.of(1, 0, 0.4, 0.6), shape: [2, 2] }),
} as unknown as ModelRun;

const combine = (how: Combination, picks: HeadPick[] = []) => combined(run, { combine: how, picks }, place, counts);
const numbers = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 1000) / 1000);

describe("what is shown of a run", () => {
  it("is the chosen head with its scores", async () => {
    const { weights, scores, over, scoreless } = await combine("head");
    expect(numbers(weights)).toEqual(heads["1.0"]);
    expect([scores[0], over, scoreless]).toEqual([3, "keys", undefined]);
  });
  it("is the mean over the layer's heads where none is picked", async () => {
    const { weights, over } = await combine("mean");
    expect(numbers(weights)).toEqual([1, 0, 0.5, 0.5]);
    expect(over).toBe("keys");
  });
  it("is the mean over the picked heads, of whatever layer", async () => {
    asked.length = 0;
    const { weights } = await combine("mean", [{ layer: 0, head: 1 }, { layer: 1, head: 0 }]); // prettier-ignore
    expect(asked).toEqual(["0.1", "1.0"]);
    expect(numbers(weights)).toEqual([0.75, 0.25, 0.125, 0.875]);
  });
  it("is the maximum, whose rows need not sum to 1", async () => {
    const { weights, over } = await combine("max");
    expect(numbers(weights)).toEqual([1, 0, 0.75, 0.75]);
    expect(over).toBe("none");
  });
  it("has no scores but for one head, and is masked where every head is", async () => {
    const layer = await combine("mean");
    expect([layer.scoreless, ...layer.scores]).toEqual([true, 0, 0, 0, 0]);
    expect(Array.from(layer.maskedScores)).toEqual([0, -Infinity, 0, 0]);
    const mixed = await combine("max", [{ layer: 0, head: 0 }, { layer: 0, head: 1 }]); // prettier-ignore
    expect(Array.from(mixed.maskedScores)).toEqual([0, 0, 0, 0]);
  });
  it("is each row's shares of the weighted values' lengths", async () => {
    const { weights, over, scoreless } = await combine("value");
    expect(numbers(weights)).toEqual([1, 0, 0.25, 0.75]);
    expect([over, scoreless]).toEqual(["keys", true]);
  });
  it("is the rollout of every query", async () => {
    const { weights, nQueries, nKeys } = await combine("rollout");
    expect(numbers(weights)).toEqual([1, 0, 0.4, 0.6]);
    expect([nQueries, nKeys]).toEqual([2, 2]);
  });
});

it("attention from one stack to another is not rolled out", () => {
  expect(combinationOf({ combine: "rollout" }, "cross")).toBe("head");
  expect(combinationOf({ combine: "rollout" }, "decoder")).toBe("rollout");
});

it("picks that the model has not are left out, and all being left out is as none", () => {
  expect(pickedHeads([{ layer: 1, head: 1 }, { layer: 2, head: 0 }], 0, counts)).toEqual([{ layer: 1, head: 1 }]); // prettier-ignore
  expect(pickedHeads([{ layer: 9, head: 0 }], 1, counts)).toEqual([{ layer: 1, head: 0 }, { layer: 1, head: 1 }]); // prettier-ignore
});

import { describe, expect, it } from "vitest";
import { chain, wholeUnderRoot, type ChainOptions } from "../../../web/render/chain.ts";

const options: ChainOptions = { score: "scaled_dot", normalizer: "softmax", topK: 3, topP: 0.9 };
const values = {
  ...{ sum: 19.65, scale: 0.1, similarity: 1.965, score: 1.965, mask: 0, masked_score: 1.965 },
  ...{ temperature: 1, scaled_score: 1.965, max: 2.49, exp: 0.59, total: 4.89, weight: 0.121 },
};
const names = (given: Record<string, number>, changed: Partial<ChainOptions> = {}) =>
  chain(given, { ...options, ...changed }).map((step) => step.name);
const without = (...left: string[]) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => !left.includes(name)));

describe("chain", () => {
  it("goes from the sum to the weight", () => {
    expect(chain(values, options).map(({ name, text }) => [name, text])).toEqual([
      ["sum", "19.65"],
      ["score", "1.97"],
      ["masked", "1.97"],
      ["exp", "0.59"],
      ["weight", "0.1210"],
    ]);
  });
  it("has no scaling where the sum is the score", () => {
    expect(names(values, { score: "dot" })).toEqual(["sum", "masked", "exp", "weight"]);
  });
  it("names the similarity apart from the score where a position bias comes between", () => {
    expect(names({ ...values, bias: -0.5 })).toEqual(["sum", "similarity", "score", "masked", "exp", "weight"]);
    expect(names({ ...values, bias: -0.5 }, { score: "dot" })).toEqual(["sum", "score", "masked", "exp", "weight"]);
  });
  it("knows scales that are no root, and none", () => {
    expect(names({ ...values, scale: 1 })).toEqual(["sum", "masked", "exp", "weight"]);
    expect([0.17677669, 0.0625, 1 / 3 / 8].map(wholeUnderRoot)).toEqual([32, 256, 576]);
    expect([1, 0.3, 2].map(wholeUnderRoot)).toEqual([null, null, null]);
  });
  it("caps the similarity before it is the score", () => {
    const capped = chain({ ...values, softcap: 50, score: 1.96 }, options);
    expect(capped.slice(0, 3).map(({ name, text }) => [name, text])).toEqual([
      ["sum", "19.65"],
      ["similarity", "1.97"],
      ["score", "1.96"],
    ]);
  });
  it("divides by a temperature other than 1", () => expect(names({ ...values, temperature: 2 })).toContain("scaled"));
  it("has a threshold instead of exp for sparsemax and entmax", () => {
    const sparse = { ...without("exp", "total"), threshold: 0.4 };
    expect(names(sparse, { normalizer: "sparsemax" })).toEqual(["sum", "score", "masked", "weight"]);
    expect(names(sparse, { normalizer: "entmax15" })).toEqual(["sum", "score", "masked", "weight"]);
  });
  it("ends early for a key that top-k drops", () => {
    expect(names({ ...values, kept: 1 }, { normalizer: "top_k" })).toContain("exp");
    const dropped = chain({ ...values, kept: 0, weight: 0 }, { ...options, normalizer: "top_k" });
    expect(dropped.map(({ name, text }) => [name, text]).slice(-2)).toEqual([
      ["kept", "✗"],
      ["weight", "0"],
    ]);
  });
  it("says when the mask blocks the pair", () => {
    const masked = chain({ ...values, mask: -Infinity, masked_score: -Infinity, exp: 0, weight: 0 }, options);
    expect(masked.find((step) => step.name === "masked")).toMatchObject({ text: "−∞", idle: false });
    expect(chain(values, options).find((step) => step.name === "masked")?.idle).toBe(true);
  });
});

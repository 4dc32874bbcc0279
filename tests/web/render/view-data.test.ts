import { describe, expect, it } from "vitest";
import {
  mostTelling,
  outstanding,
  pairOf,
  shownChanges,
  shownWeights,
  strongest,
  strongestOther,
} from "../../../web/render/view-data.ts";
import { viewOf } from "./sample.ts";

const data = viewOf("a b c", [
  [0.5, 0.3, 0.2],
  [0.1, 0.2, 0.7],
  [0.6, 0, 0.4],
]);
const rounded = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 100) / 100);

describe("shownWeights", () => {
  it("is a row for what the source attends to", () =>
    expect(rounded(shownWeights(data, "to", [1]))).toEqual([0.1, 0.2, 0.7]));
  it("is a column for what attends to the source", () =>
    expect(rounded(shownWeights(data, "by", [0]))).toEqual([0.5, 0.1, 0.6]));
  it("adds several sources up", () => expect(rounded(shownWeights(data, "to", [0, 2]))).toEqual([1.1, 0.3, 0.6]));
  it("is all zero without a source", () => expect(rounded(shownWeights(data, "to", []))).toEqual([0, 0, 0]));
});

describe("shownChanges", () => {
  const before = Float32Array.of(0.2, 0.3, 0.5, 0.1, 0.2, 0.7, 0, 0, 1);
  it("says what a weight differs by from before", () => {
    expect(rounded(shownChanges({ ...data, before }, "to", [0])!)).toEqual([0.3, 0, -0.3]);
    expect(rounded(shownChanges({ ...data, before }, "by", [0])!)).toEqual([0.3, 0, 0.6]);
    expect(rounded(shownChanges({ ...data, before }, "to", [0, 2])!)).toEqual([0.9, 0, -0.9]);
  });
  it("is nothing where nothing was changed", () => expect(shownChanges(data, "to", [0])).toBeNull());
});

describe("strongest", () => {
  it("orders by weight and leaves zeros out", () => {
    expect(strongest(shownWeights(data, "to", [2]), data.tokens, 3)).toEqual([0, 2]);
  });
  it("never counts a special token", () => {
    const tokens = data.tokens.map((token, index) => ({ ...token, special: index === 0 }));
    expect(strongest(shownWeights(data, "to", [2]), tokens, 3)).toEqual([2]);
  });
});

describe("strongestOther", () => {
  it("is not the source itself", () => expect(strongestOther(data, "to", 0)).toBe(1));
  it("is the source where there is nothing else", () => expect(strongestOther(viewOf("a", [[1]]), "to", 0)).toBe(0));
  it("may have the same index where the keys are another text", () => {
    expect(
      strongestOther(
        viewOf(
          "a b",
          [
            [0.9, 0.1],
            [0.5, 0.5],
          ],
          "x y",
        ),
        "to",
        0,
      ),
    ).toBe(0);
  });
});

describe("mostTelling", () => {
  it("is the largest weight between two different tokens", () =>
    expect(mostTelling(data)).toEqual({ query: 1, key: 2 }));
  it("prefers words that are known", () => {
    const tokens = data.tokens.map((token, index) => ({ ...token, known: index !== 2 }));
    expect(mostTelling({ ...data, tokens, keyTokens: tokens })).toEqual({ query: 0, key: 1 });
  });
  it("begins at words where there are two, and else at what there is", () => {
    const weights = [
      [0.1, 0.2, 0.7],
      [0.3, 0.4, 0.3],
      [0.8, 0.1, 0.1],
    ];
    expect(mostTelling(viewOf("cats sleep ,", weights))).toEqual({ query: 1, key: 0 });
    expect(mostTelling(viewOf("cats ! ,", weights))).toEqual({ query: 2, key: 0 });
  });

  it("is the only pair of a single token", () => expect(mostTelling(viewOf("a", [[1]]))).toEqual({ query: 0, key: 0 }));
});

it("keeps query and key apart whichever way a pair is read", () => {
  expect(pairOf(1, 2, "to")).toEqual({ query: 1, key: 2 });
  expect(pairOf(1, 2, "by")).toEqual({ query: 2, key: 1 });
});

it("lets the strongest weights stand out, and of equal ones all or none", () => {
  const { tokens } = viewOf("a b c d", Array(4).fill([0.25, 0.25, 0.25, 0.25]) as number[][]);
  const of = (...weights: number[]) => [...outstanding(Float32Array.from(weights), tokens)].sort();
  expect(of(0.1, 0.5, 0.2, 0.2)).toEqual([1]);
  expect(of(0.1, 0.5, 0.3, 0.1)).toEqual([1, 2]);
  expect(of(0.3, 0.3, 0.3, 0.1)).toEqual([0, 1, 2]);
  expect(of(0.25, 0.25, 0.25, 0.25)).toEqual([]);
  expect(of(0, 0, 0, 0)).toEqual([]);
});

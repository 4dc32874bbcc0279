import { expect, it } from "vitest";
import { domainMax, rankOf } from "../../../web/render/matrix-values.ts";
import { viewOf } from "./sample.ts";

const data = viewOf("a b", [
  [0.8, 0.2],
  [1, 0],
]);
const pair = { query: 0, key: 1 };

it("scales to the whole matrix, the pair's row or its column", () => {
  expect(domainMax(data, "weights", "matrix", "to", pair)).toBeCloseTo(1);
  expect(domainMax(data, "weights", "row", "to", pair)).toBeCloseTo(0.8);
  expect(domainMax(data, "weights", "row", "by", pair)).toBeCloseTo(0.2);
});

it("measures scores by size and never by −Infinity", () => {
  expect(domainMax(data, "masked_scores", "matrix", "to", null)).toBeCloseTo(-Math.log(0.2), 5);
});

it("ranks a cell in its row or column", () => {
  expect(rankOf(data, "to", pair)).toEqual({ rank: 2, of: 2 });
  expect(rankOf(data, "by", pair)).toEqual({ rank: 1, of: 2 });
});

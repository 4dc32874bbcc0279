import { expect, it } from "vitest";
import { colourDomain, rankOf } from "../../../web/render/matrix-values.ts";
import type { Direction, Domain, Shown } from "../../../web/render/view-data.ts";
import { viewOf } from "./sample.ts";

const data = viewOf("a b", [
  [0.8, 0.2],
  [1, 0],
]);
const pair = { query: 0, key: 1 };

const maxOf = (show: Shown, domain: Domain, direction: Direction = "to") =>
  colourDomain(data, { show, domain, direction, pair }).max;

it("scales to the whole matrix, the pair's row or its column", () => {
  expect(maxOf("weights", "matrix")).toBeCloseTo(1);
  expect(maxOf("weights", "row")).toBeCloseTo(0.8);
  expect(maxOf("weights", "row", "by")).toBeCloseTo(0.2);
});

it("measures scores by size and never by −Infinity", () => {
  expect(maxOf("masked_scores", "matrix")).toBeCloseTo(-Math.log(0.2), 5);
  expect(maxOf("scores", "row", "by")).toBeCloseTo(-Math.log(0.001), 5);
});

it("has scores that special tokens have among the others: their scale is what it was", () => {
  const tokens = data.tokens.map((token) => ({ ...token, special: true }));
  const special = { ...data, tokens, keyTokens: tokens };
  expect(colourDomain(special, { show: "masked_scores", domain: "matrix", direction: "to", pair })).toEqual({
    max: expect.closeTo(-Math.log(0.2), 5) as number,
    beyond: null,
  });
});

it("ranks a cell in its row or column", () => {
  expect(rankOf(data, "to", pair)).toEqual({ rank: 2, of: 2 });
  expect(rankOf(data, "by", pair)).toEqual({ rank: 1, of: 2 });
});

import { expect, it } from "vitest";
import { stripLooks } from "../../../web/widget/views/strip-looks.ts";
import { rangeInSight } from "../../../web/widget/views/strip-sight.ts";
import { viewOf } from "../render/sample.ts";

const data = viewOf("the cat sat", [
  [1, 0, 0],
  [0.4, 0.6, 0],
  [0.1, 0.7, 0.2],
]);
const state = {
  direction: "to" as const,
  pair: { query: 2, key: 1 },
  mark: null,
  sources: [2],
  shown: Float32Array.of(0.1, 0.7, 0.2),
  changes: null,
  max: 1,
};
const place = (index: number, side: "source" | "other" = "other") => ({ index, side });

it("shades the others by their share of the largest weight and writes the weight under them", () => {
  const lookOf = stripLooks(data, state);
  expect([0, 1, 2].map((index) => lookOf(place(index)).level)).toEqual([26, 178, 51]);
  expect([0, 1, 2].map((index) => lookOf(place(index)).number)).toEqual(["0.10", "0.70", "0.20"]);
});

it("marks the source, the other, and the strongest; the keyboard enters at the source", () => {
  const looks = [0, 1, 2].map((index) => stripLooks(data, state)(place(index)));
  expect(looks.map(({ source }) => source)).toEqual([false, false, true]);
  expect(looks.map(({ other }) => other)).toEqual([false, true, false]);
  expect(looks.map(({ top }) => top)).toEqual([false, true, true]);
  expect(looks.map(({ focusable }) => focusable)).toEqual([false, false, true]);
});

it("of many tokens writes the weights of those that get something, and of those looked at", () => {
  const weights = Array.from({ length: 50 }, (_, i) => (i === 7 ? 0.8 : 0.004));
  const many = viewOf(weights.map((_, i) => `w${i}`).join(" "), [weights]);
  const lookOf = stripLooks(many, {
    ...state,
    pair: { query: 0, key: 3 },
    sources: [0],
    shown: Float32Array.from(weights),
  });
  expect([0, 1, 3, 7].map((index) => lookOf(place(index)).number)).toEqual(["<.01", "", "<.01", "0.80"]);
  expect(lookOf(place(1)).spoken).toBe("<.01");
});

it("writes a change of the weight only from 0.015 on", () => {
  const lookOf = stripLooks(data, { ...state, changes: Float32Array.of(-0.154, 0.0149, 0.016) });
  expect([0, 1, 2].map((index) => lookOf(place(index)).change)).toEqual(["−0.15", "", "+0.02"]);
  expect(stripLooks(data, state)(place(0)).change).toBe("");
});

it("calls a token masked only when every source is kept from it", () => {
  const masked = (sources: number[]) =>
    [0, 1, 2].map((index) => stripLooks(data, { ...state, sources })(place(index)).masked);
  expect(masked([0])).toEqual([false, true, true]);
  expect(masked([0, 1])).toEqual([false, false, true]);
  expect(masked([])).toEqual([false, false, false]);
});

it("gives a source that stands apart neither shade nor number", () => {
  const cross = viewOf("a b", [[0.5, 0.5]], "c d");
  const look = stripLooks(cross, { ...state, pair: { query: 0, key: 1 }, sources: [0] });
  expect(look(place(0, "source"))).toMatchObject({ level: -1, number: "", source: true, focusable: true });
  expect(look(place(1))).toMatchObject({ source: false, other: true, focusable: true });
});

it.each([
  ["query", "to", [false, false, true]],
  ["key", "to", [false, true, false]],
  ["pair", "to", [false, true, true]],
  ["query", "by", [false, false, true]],
  ["key", "by", [false, true, false]],
] as const)("marks the %s of a step, read %s", (mark, direction, expected) => {
  const sources = [direction === "to" ? 2 : 1];
  const lookOf = stripLooks(data, { ...state, sources, direction, mark });
  expect([0, 1, 2].map((index) => lookOf(place(index)).marked)).toEqual(expected);
});

it("knows shades of a matrix of zeros", () => expect(stripLooks(data, { ...state, max: 0 })(place(1)).level).toBe(0));

it.each([
  [0, [0, 1000], [0, 4]],
  [150, [0, 1000], [4, 6]],
  [1000, [0, 1000], [6, 6]],
  [0, [-20, 65], [0, 4]],
  [0, [0, 60], [0, 2]],
  [50, [80, 1000], [4, 5]],
  [0, [200, 200], [5, 5]],
] as const)(
  "finds what is in sight when scrolled by %i, of which the window shows %j",
  (scrolled, [from, to], range) => {
    const line = { from: 14, to: 114 };
    expect(rangeInSight([0, 0, 50, 50, 100, 150], { line, seen: { from, to }, scrolled })).toEqual(range);
  },
);

import { describe, expect, it } from "vitest";
import * as Pins from "../../../web/widget/pair-state.ts";
import { viewOf } from "../render/sample.ts";

const data = viewOf("a b c", [
  [0.5, 0.3, 0.2],
  [0.1, 0.2, 0.7],
  [0.6, 0.1, 0.3],
]);
const cross = viewOf(
  "a b",
  [
    [0.9, 0.1],
    [0.3, 0.7],
  ],
  "x y",
);
const token = (index: number) => ({ token: index, of: "both" as const });
const { nothingChosen } = Pins;

describe("pointing at a token", () => {
  it("tries it as the source while nothing is pinned", () => {
    expect(Pins.shownPair(Pins.hoverToken(nothingChosen, data, token(2)), data)).toEqual({ query: 2, key: 0 });
  });
  it("chooses the other token once one is pinned", () => {
    const pinned = Pins.pinToken(nothingChosen, data, token(2), false);
    expect(Pins.shownPair(Pins.hoverToken(pinned, data, token(1)), data)).toEqual({ query: 2, key: 1 });
  });
  it("ends without a trace", () => {
    const pointed = Pins.hoverToken(nothingChosen, data, token(2));
    expect(Pins.hoverToken(pointed, data, null)).toEqual(nothingChosen);
  });
  it("knows queries from keys when these are two texts", () => {
    const key = Pins.hoverToken(nothingChosen, cross, { token: 1, of: "keys" });
    expect(Pins.shownPair(key, cross)).toEqual({ query: 0, key: 1 });
    const query = Pins.hoverToken(nothingChosen, cross, { token: 1, of: "queries" });
    expect(Pins.shownPair(query, cross)).toEqual({ query: 1, key: 1 });
  });
});

describe("pinning", () => {
  it("lets go of a token that is pinned already", () => {
    const pinned = Pins.pinToken(nothingChosen, data, token(1), false);
    expect(pinned.pinned).toEqual({ query: 1, key: 2 });
    expect(Pins.pinToken(pinned, data, token(1), false).pinned).toBeNull();
  });
  it("adds tokens up, and takes them out again", () => {
    const one = Pins.pinToken(nothingChosen, data, token(1), false);
    const two = Pins.pinToken(one, data, token(2), true);
    expect(two.selection).toEqual([1, 2]);
    expect(Pins.pinToken(two, data, token(1), true).selection).toEqual([2]);
    expect(Pins.pinToken(two, data, token(0), false).selection).toEqual([]);
  });
  it("keeps a pair that a click on the matrix chose", () => {
    expect(Pins.shownPair(Pins.pinPair(nothingChosen, { query: 0, key: 0 }), data)).toEqual({ query: 0, key: 0 });
  });
  it("gives way to what is pointed at, for as long as it lasts", () => {
    const state = Pins.hoverPair(Pins.pinPair(nothingChosen, { query: 0, key: 0 }), { query: 2, key: 2 });
    expect(Pins.shownPair(state, data)).toEqual({ query: 2, key: 2 });
    expect(Pins.shownPair(Pins.hoverPair(state, null), data)).toEqual({ query: 0, key: 0 });
  });
});

describe("shownPair", () => {
  it("begins with the most telling source", () =>
    expect(Pins.shownPair(nothingChosen, data)).toEqual({ query: 1, key: 2 }));
  it("forgets a pin that the data no longer has", () => {
    expect(Pins.shownPair(Pins.pinPair(nothingChosen, { query: 9, key: 9 }), data)).toEqual({ query: 1, key: 2 });
  });
});

describe("turn", () => {
  it("keeps the token and asks who looks at it", () => {
    const turned = Pins.turn(Pins.pinToken(nothingChosen, data, token(2), false), data, "by");
    expect(Pins.shownPair(turned, data)).toEqual({ query: 1, key: 2 });
  });
  it("keeps the pair's other end between two texts", () => {
    const pinned = Pins.pinPair(nothingChosen, { query: 0, key: 1 });
    expect(Pins.turn(pinned, cross, "by").pinned).toEqual({ query: 1, key: 1 });
  });
});

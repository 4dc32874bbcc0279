import { describe, expect, it } from "vitest";
import {
  mergeTokens,
  splitPlaces,
  splitToken,
  tokenEdits,
  type TokenScene,
} from "../../../web/page/state/hand-tokens.ts";
import { blankState, type PlayState } from "../../../web/page/state/play-state.ts";
import type { ViewToken } from "../../../web/render/view-data.ts";

const named = (text: string, segment?: "a" | "b"): ViewToken => ({
  ...{ text, known: true, special: false, language: "en" },
  ...(segment && { segment }),
});

function scene(tokens: ViewToken[], sources: number[], keyTokens = tokens): TokenScene {
  const none = new Float32Array();
  const shape = { nQueries: tokens.length, nKeys: keyTokens.length, weights: none, scores: none, maskedScores: none };
  return { data: { tokens, keyTokens, ...shape, over: "keys" }, direction: "to", sources };
}
const state = (text: string, changes: Partial<PlayState> = {}): PlayState => ({
  ...blankState,
  text,
  query: 1,
  ...changes,
});
const list = (words: string) => words.split("|").map((word) => named(word));

describe("merging", () => {
  it("takes what stands between the tokens with it, and leaves the rest to the segmenter", () => {
    const merged = mergeTokens(state("in New  York today"), scene(list("in|New|York|today"), [1, 2]));
    expect(merged.tokens).toEqual([["in"], "New  York", ["today"]]);
    expect(merged).toMatchObject({ query: 1, key: null });
  });

  it("joins Chinese words without a gap", () => {
    expect(mergeTokens(state("我喜欢吃苹果"), scene(list("我|喜欢|吃|苹果"), [1, 2])).tokens).toEqual([
      ["我"],
      "喜欢吃",
      ["苹果"],
    ]);
  });

  it("finds the right one of repeated words", () => {
    expect(mergeTokens(state("a b, a b"), scene(list("a|b|,|a|b"), [3, 4])).tokens).toEqual([["a b,"], "a b"]);
  });

  it("keeps what was set by hand elsewhere, and dissolves what it takes in", () => {
    const byHand = state("a b c d e", { tokens: ["a b", ["c d"], "e"] });
    expect(mergeTokens(byHand, scene(list("a b|c|d|e"), [1, 2])).tokens).toEqual(["a b", "c d", "e"]);
    expect(mergeTokens(byHand, scene(list("a b|c|d|e"), [0, 1])).tokens).toEqual(["a b c", ["d"], "e"]);
  });

  it("works on tokens that are not those of the text", () => {
    const other = mergeTokens(state("x", { tokens: ["a", "b", "c"] }), scene(list("a|b|c"), [0, 1]));
    expect(other.tokens).toEqual(["ab", "c"]);
  });

  it("needs neighbours", () => {
    const apart = scene(list("a|b|c"), [0, 2]);
    expect(tokenEdits(state("a b c"), apart).merged).toBeNull();
    expect(mergeTokens(state("a b c"), apart).tokens).toBeNull();
  });

  it("does not reach across two texts", () => {
    const tokens = [named("a", "a"), named("b", "b")];
    expect(tokenEdits(state("a", { textB: "b", second: "pair" }), scene(tokens, [0, 1])).merged).toBeNull();
  });

  it("works in the second text of one sequence", () => {
    const tokens = [named("a", "a"), named("b", "b"), named("c", "b")];
    const merged = mergeTokens(state("a", { textB: "b c", second: "pair" }), scene(tokens, [1, 2]));
    expect(merged).toMatchObject({ tokens: null, tokensB: ["b c"] });
  });
});

describe("splitting", () => {
  it("makes two tokens at the chosen place", () => {
    const split = splitToken(state("the playground"), scene(list("the|playground"), [1]), 4);
    expect(split.tokens).toEqual([["the"], "play", "ground"]);
  });

  it("makes one token of each character", () => {
    expect(splitToken(state("我喜欢"), scene(list("我|喜欢"), [1]), "all").tokens).toEqual([["我"], "喜", "欢"]);
  });

  it("keeps a character's marks together", () => {
    expect(splitPlaces("e\u0301a")).toEqual([2]);
    expect(splitToken(state("e\u0301a"), scene(list("e\u0301a"), [0]), "all").tokens).toEqual(["e\u0301", "a"]);
  });

  it("offers no place that leaves a blank at an end", () => {
    expect(splitPlaces("New  York")).toEqual([1, 2, 5, 6, 7, 8]);
    const merged = state("New  York", { tokens: ["New  York"] });
    expect(splitToken(merged, scene(list("New  York"), [0]), 5).tokens).toEqual(["New", "York"]);
  });

  it("leaves a single character alone, and a place that is none", () => {
    expect(tokenEdits(state("我"), scene(list("我"), [0])).split).toBeNull();
    expect(splitToken(state("我"), scene(list("我"), [0]), "all").tokens).toBeNull();
  });

  it("is offered for the keys when these are a text of their own", () => {
    const cross = { ...scene(list("I"), [0], list("喜欢")), direction: "by" as const };
    expect(splitToken(state("I", { textB: "喜欢", second: "against" }), cross, "all").tokensB).toEqual(["喜", "欢"]);
  });
});

it("does nothing before there is a picture", () => {
  const nothing: TokenScene = { data: null, direction: "to", sources: [0] };
  expect(tokenEdits(state("a"), nothing)).toEqual({ merged: null, split: null, byHand: false });
});

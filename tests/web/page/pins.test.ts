import { describe, expect, it } from "vitest";
import type { ViewData } from "../../../web/render/view-data.ts";
import {
  absentIn,
  choosePair,
  followToken,
  held,
  PinChooser,
  relocated,
  repinned,
  toggled,
  turnAround,
} from "../../../web/page/state/pins.ts";
import { blankModel } from "../../../web/page/state/model-state.ts";
import { blankState } from "../../../web/page/state/play-state.ts";

const named = (text: string) => ({ text, known: true, special: false, language: "en" });

function square(words: string, weights: number[]): ViewData {
  const tokens = words.split(" ").map(named);
  const n = tokens.length;
  const matrix = Float32Array.from(weights);
  return {
    tokens,
    keyTokens: tokens,
    nQueries: n,
    nKeys: n,
    weights: matrix,
    scores: matrix,
    maskedScores: matrix,
    over: "keys",
  };
}

const data = square("a b c", [0.8, 0.1, 0.1, 0.2, 0.5, 0.3, 0.1, 0.6, 0.3]);
const free = { query: null, key: null };

describe("the pair to show", () => {
  it("is the pinned one", () => {
    expect(choosePair({ query: 0, key: 2 }, data, "to")).toEqual({ query: 0, key: 2 });
  });

  it("is a pinned query with what it attends to most, other than itself", () => {
    expect(choosePair({ query: 1, key: null }, data, "to")).toEqual({ query: 1, key: 2 });
  });

  it("is a pinned key with the query that attends to it most", () => {
    expect(choosePair({ query: null, key: 1 }, data, "by")).toEqual({ query: 2, key: 1 });
  });

  it("is the strongest link between two tokens when nothing is pinned", () => {
    expect(choosePair(free, data, "to")).toEqual({ query: 2, key: 1 });
  });

  it("forgets pins beyond the text's end", () => {
    expect(choosePair({ query: 9, key: 9 }, data, "to")).toEqual({ query: 2, key: 1 });
  });

  it("exists for a single token", () => {
    expect(choosePair(free, square("a", [1]), "to")).toEqual({ query: 0, key: 0 });
  });

  it("is the last token's of what writes on, and what that looks at most", () => {
    const late = square("a b c", [1, 0, 0, 0.9, 0.1, 0, 0.3, 0.2, 0.5]);
    expect(choosePair(free, late, "to", true)).toEqual({ query: 2, key: 0 });
    expect(choosePair({ query: 1, key: null }, late, "to", true)).toEqual({ query: 1, key: 0 });
    expect(choosePair(free, late, "by", true)).toEqual(choosePair(free, late, "by"));
    const ended = { ...late, tokens: late.tokens.map((token, index) => ({ ...token, special: index === 2 })) };
    expect(choosePair(free, ended, "to", true)).toEqual(choosePair(free, ended, "to"));
  });

  it("is chosen again only when something changed", () => {
    const chooser = new PinChooser();
    const first = chooser.choose(free, data, "to", false);
    expect(chooser.choose({ ...free }, data, "to", false)).toBe(first);
    expect(chooser.choose(free, { ...data }, "to", false)).not.toBe(first);
  });
});

it("keeps the token in view when the direction is turned round", () => {
  expect(turnAround({ query: 1, key: 2 }, data, "by")).toEqual({ query: 2, key: 1 });
  expect(turnAround({ query: 2, key: 1 }, data, "to").query).toBe(1);
});

describe("a pin when the text changes", () => {
  const words = (text: string) => text.split(" ").map((word) => ({ text: word }));
  const follow = (index: number | null, before: string, after: string) =>
    followToken(index, words(before), words(after));

  it("stays on a word before the edit", () => expect(follow(1, "it was tired", "it was very tired")).toBe(1));
  it("moves with a word after the edit", () => expect(follow(2, "it was tired", "it was very tired")).toBe(3));
  it("goes when its word was edited", () => expect(follow(1, "it was tired", "it is tired")).toBeNull());
  it("goes when its word was deleted", () => expect(follow(1, "a b c", "a c")).toBeNull());
  it("goes with an emptied text", () => expect(follow(0, "a", "")).toBeNull());
  it("is not invented", () => expect(follow(null, "a b", "a b c")).toBeNull());
});

it("stays on its word when the same text becomes other tokens", () => {
  const at = (start: number | null, end: number | null, segment: "a" | "b" = "a") => ({ start, end, segment });
  const words = [at(0, 3), at(4, 10), at(11, 14), at(0, 2, "b")];
  const pieces = [at(null, null), at(0, 3), at(4, 6), at(6, 10), at(11, 14), at(null, null), at(0, 2, "b")];
  const sides = (tokens: typeof words) => ({ tokens, keyTokens: tokens });
  expect(relocated({ query: 1, key: 3 }, sides(words), sides(pieces))).toEqual({ query: 2, key: 6 });
  expect(relocated({ query: 3, key: 0 }, sides(pieces), sides(words))).toEqual({ query: 1, key: null });
  expect(relocated({ query: null, key: 9 }, sides(words), sides(pieces))).toEqual({ query: null, key: null });
});

describe("a pin when the text is seen in another way", () => {
  const pieces = { kind: "self", queries: [[0], [1], [2], [3]], keys: [[0], [1], [2], [3]] };
  const words = { kind: "self", queries: [[1, 2], [3]], keys: [[1, 2], [3]] };

  it("stays on its word", () => expect(repinned({ query: 2, key: 3 }, pieces, words)).toEqual({ query: 0, key: 1 }));
  it("comes back to the word's first piece", () =>
    expect(repinned({ query: 0, key: 1 }, words, pieces)).toEqual({ query: 1, key: 3 }));
  it("goes where its token is hidden", () =>
    expect(repinned({ query: 0, key: 1 }, pieces, words)).toEqual({ query: null, key: 0 }));
  it("goes with another kind of attention", () =>
    expect(repinned({ query: 1, key: 1 }, pieces, { ...words, kind: "cross" })).toEqual({ query: null, key: null }));
});

describe("the token in view", () => {
  const before = { ...blankState, text: "a b c" };
  const pair = { query: 1, key: 2 };
  const cooler = { ...before, options: { ...before.options, temperature: 2 } };

  it("stays when another option is chosen, with what it looks at most then", () =>
    expect(held(before, cooler, pair)).toEqual({ ...cooler, query: 1, key: null }));
  it("is the key where weights are read the other way", () => {
    const by = { ...cooler, direction: "by" as const };
    expect(held({ ...before, direction: "by" }, by, pair)).toMatchObject({ query: null, key: 2 });
  });
  it("stays from head to head, and when one is switched off", () => {
    const model = { ...before, model: blankModel };
    const off = { ...model, model: { ...blankModel, headScale: [{ layer: 0, head: 0, scale: 0 }] } };
    for (const next of [{ ...model, head: 3 }, off]) expect(held(model, next, pair)).toMatchObject({ query: 1 });
  });
  it("is chosen anew for other tokens", () => {
    const uncut = { ...before, options: { ...before.options, punctuation: false } };
    const written = { ...before, model: { ...blankModel, taken: [7] } };
    const other = { ...before, model: blankModel, head: 0 };
    for (const next of [{ ...cooler, text: "a b" }, uncut, other]) expect(held(before, next, pair)).toBe(next);
    expect(held({ ...before, model: blankModel }, written, pair)).toBe(written);
  });
  it("leaves pins alone, and what else is changed", () => {
    const pinned = { ...before, query: 0 };
    for (const next of [{ ...pinned, options: cooler.options }, before]) expect(held(pinned, next, pair)).toBe(next);
    const dark = { ...before, theme: "dark" as const };
    expect(held(before, dark, pair)).toBe(dark);
    expect(held(before, cooler, null)).toBe(cooler);
  });
});

describe("what a link names", () => {
  const link = { ...blankState, text: "a b c" };
  const one = { nLayers: 1, nHeads: 1 };

  it("is all there", () => expect(absentIn({ ...link, query: 2, key: 0, selection: [0, 2] }, data, one)).toEqual([]));

  it("may be heads that are not there", () => {
    const scale = (layer: number, head: number) => ({ layer, head, scale: 0 });
    const model = { ...blankModel, headScale: [scale(0, 0), scale(3, 0), scale(0, 4)] };
    const absent = absentIn({ ...link, model }, data, { nLayers: 3, nHeads: 4 });
    expect(absent).toEqual([{ kind: "absent", name: "headScale", value: "3.0=0,0.4=0" }]);
  });

  it("may not be there", () => {
    const absent = absentIn({ ...link, query: 3, key: 9, selection: [1, 7], head: 2 }, data, one);
    expect(absent.map((problem) => ("value" in problem ? [problem.name, problem.value] : problem))).toEqual([
      ["query", "3"],
      ["key", "9"],
      ["select", "7"],
      ["head", "2"],
    ]);
  });
});

it("adds a token to a selection and takes it out again", () => {
  expect(toggled([1, 5], 3)).toEqual([1, 3, 5]);
  expect(toggled([1, 3, 5], 3)).toEqual([1, 5]);
});

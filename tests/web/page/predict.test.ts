/** What the page does with predictions: names of pieces, masks and words, tokens taken, changes. */
import { describe, expect, it } from "vitest";
import type { Candidate, ModelToken } from "../../../web/engine/model-types.ts";
import { changeOf, compared } from "../../../web/page/model/predict/changed.ts";
import { filled, masked, masksIn, wordAt } from "../../../web/page/model/predict/fill-mask.ts";
import { nameOf, plainName } from "../../../web/page/model/predict/piece-name.ts";
import { andThen, takenOf, withoutLast } from "../../../web/page/model/predict/taken.ts";
import { blankModel } from "../../../web/page/state/model-state.ts";
import { blankState, withoutStaleTaken, withText, withTextsOf } from "../../../web/page/state/play-state.ts";

const candidate = (text: string, piece = text, id = 0): Candidate => ({
  ...{ id, piece, text, logit: 0, probability: 0.5, chance: 0.5 },
});

function token(text: string, start: number | null, word: number | null, more: Partial<ModelToken> = {}): ModelToken {
  const end = start === null ? null : start + text.length;
  return { text, start, end, known: true, special: start === null, language: null, id: 7, piece: text, word, ...more };
}

describe("a piece's name", () => {
  it.each([
    [candidate(" the", "Ġthe"), "␣the"],
    [candidate("the"), "the"],
    [candidate("\n\n", "ĊĊ"), "↵↵"],
    [candidate("", "<pad>"), "<pad>"],
    [candidate("<0xE6>"), "<0xE6>"],
    [candidate("ing", "##ing"), "##ing"],
    [candidate("##ing", "##ing"), "##ing"],
    [candidate("##", "##"), "##"],
    [candidate("喜欢"), "喜欢"],
    [candidate("\u200d"), "U+200D"],
  ])("of %j is %s", (piece, name) => {
    expect(plainName(piece)).toBe(name);
  });

  it("tells its signs from its letters", () => {
    expect(nameOf(candidate(" the cat", "Ġthe"))).toEqual([
      { text: "␣", isSign: true },
      { text: "the", isSign: false },
      { text: "␣", isSign: true },
      { text: "cat", isSign: false },
    ]);
  });
});

describe("a mask in the text", () => {
  const state = { ...blankState, text: "I like [MASK] .", textB: "[MASK]" };
  const tokens = [
    token("[CLS]", null, null, { id: 1 }),
    token("I", 0, 0, { segment: "a" }),
    token("like", 2, 1, { segment: "a" }),
    token("[MASK]", 7, 2, { id: 4, segment: "a" }),
    token(".", 14, 3, { segment: "a" }),
    token("[MASK]", 0, 4, { id: 4, segment: "b" }),
  ];

  it("is found where a person typed it, in either text", () => {
    expect(masksIn(tokens, 4)).toEqual([
      { token: 3, start: 7, end: 13, of: "text" },
      { token: 5, start: 0, end: 6, of: "textB" },
    ]);
    expect(masksIn(tokens, undefined)).toEqual([]);
    expect(masksIn([token("[MASK]", null, null, { id: 4 })], 4)).toEqual([]);
  });

  const place = { token: 3, start: 7, end: 13, of: "text" } as const;
  it.each([
    [candidate("apples"), "I like apples ."],
    [candidate("s", "##s"), "I likes ."],
    [candidate("##s", "##s"), "I likes ."],
  ])("gives way to %j", (word, text) => {
    expect(filled(state, place, word, [word]).text).toBe(text);
  });

  it.each([
    ["I like<mask>.", 6, " apples", "I like apples."],
    ["I like <mask>.", 7, " apples", "I like apples."],
    ["I like <mask>.", 7, "ly", "I likely."],
    ["<mask> is good", 0, " This", "This is good"],
  ])("gives way with the blanks that pieces carry: %s", (text, start, word, expected) => {
    const all = [candidate(word), candidate(" other")];
    const at = { token: 1, start, end: start + 6, of: "text" } as const;
    expect(filled({ ...blankState, text }, at, candidate(word), all).text).toBe(expected);
  });

  it("of the second text changes that", () => {
    const at = { token: 5, start: 0, end: 6, of: "textB" } as const;
    expect(filled(state, at, candidate("Yes"), [])).toMatchObject({ text: state.text, textB: "Yes" });
  });
});

describe("a word", () => {
  const tokens = [
    token("[CLS]", null, null),
    token("un", 0, 0),
    token("like", 2, 0, { piece: "##like" }),
    token("apples", 7, 1),
    token("un", 0, 2, { segment: "b" }),
  ];

  it("is masked with all its pieces", () => {
    const word = wordAt(tokens, 2);
    expect(word).toEqual({ of: "text", start: 0, end: 6 });
    expect(word && masked({ ...blankState, text: "unlike apples" }, word, "[MASK]").text).toBe("[MASK] apples");
  });

  it("of the second text is masked there, and a special token not at all", () => {
    expect(wordAt(tokens, 4)).toEqual({ of: "textB", start: 0, end: 2 });
    expect(wordAt(tokens, 0)).toBeNull();
    expect(wordAt(tokens, 9)).toBeNull();
  });
});

describe("tokens taken", () => {
  it("come one behind the other and go one by one", () => {
    const state = { ...blankState, model: blankModel };
    const two = andThen(andThen(state, [5]), [9]);
    expect(takenOf(two)).toEqual([5, 9]);
    expect(takenOf(withoutLast(two))).toEqual([5]);
    expect(takenOf(withoutLast(state))).toEqual([]);
  });

  it("need a model", () => {
    expect(andThen(blankState, [5])).toBe(blankState);
    expect(takenOf(blankState)).toEqual([]);
  });
});

describe("tokens that were taken", () => {
  const before = andThen({ ...blankState, text: "Once", model: blankModel }, [5, 9]);
  const kept = (state: typeof before) => takenOf(withoutStaleTaken(state, before));

  it("stay while only the view changes", () => {
    expect(kept({ ...before, head: 3 })).toEqual([5, 9]);
    expect(kept(andThen(before, [7]))).toEqual([5, 9, 7]);
  });

  it("go with an edited text, another second text, or another model", () => {
    expect(kept(withText(before, "Once upon"))).toEqual([]);
    expect(kept({ ...before, second: "target", textB: "Es" })).toEqual([]);
    expect(kept({ ...before, model: { ...blankModel, ...before.model, source: "distilgpt2" } })).toEqual([]);
  });

  it("come back with the text of a picture that stayed", () => {
    const emptied = withoutStaleTaken(withText({ ...before, head: 3 }, ""), before);
    const restored = withTextsOf(emptied, before);
    expect(kept(restored)).toEqual([5, 9]);
    expect(restored).toMatchObject({ text: "Once", head: 3 });
    const other = { ...emptied, model: { ...blankModel, source: "distilgpt2" } };
    expect(takenOf(withTextsOf(other, before))).toEqual([]);
    const typed = { ...emptied, second: "target" as const, textB: "Es" };
    expect(withTextsOf(typed, before).textB).toBe("Es");
  });

  it("come with a state that brings its own", () => {
    const other = andThen({ ...blankState, text: "Two", model: blankModel }, [5, 9]);
    expect(kept(other)).toEqual([5, 9]);
  });
});

describe("candidates beside those before a change", () => {
  it("know what they were, where that is known", () => {
    const now = [candidate("a", "a", 1), candidate("b", "b", 2), candidate("c", "c", 3)];
    const before = [
      { ...candidate("b", "b", 2), probability: 0.503 },
      { ...candidate("a", "a", 1), probability: 0.2 },
    ];
    const both = compared(now, before);
    expect(both.map((each) => each.before)).toEqual([0.2, 0.503, null]);
    expect(both.map(changeOf)).toEqual([0.3, null, null]);
    expect(compared(now, null).map(changeOf)).toEqual([null, null, null]);
  });
});

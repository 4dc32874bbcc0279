import { describe, expect, test } from "vitest";
import { mergeTokens, splitPoints, splitToken, type EditableToken } from "../../../web/text/edit.ts";

const text = "I love New  York 👨\u200d👩\u200d👧!";
const tokens: EditableToken[] = [
  { text: "I", start: 0, end: 1 },
  { text: "love", start: 2, end: 6 },
  { text: "New", start: 7, end: 10 },
  { text: "York", start: 12, end: 16 },
];
const byHand: EditableToken[] = ["我", "喜", "欢"].map((each) => ({ text: each, start: null, end: null }));
const textsOf = (list: readonly EditableToken[]) => list.map((token) => token.text);

describe("mergeTokens", () => {
  test("an empty list, one token and ranges outside come back as they are", () => {
    expect(mergeTokens([], 0, 1, "")).toEqual([]);
    expect(mergeTokens(tokens, 1, 1, text)).toBe(tokens);
    expect(mergeTokens(tokens, 2, 1, text)).toBe(tokens);
    expect(mergeTokens(tokens, -1, 1, text)).toBe(tokens);
    expect(mergeTokens(tokens, 2, 4, text)).toBe(tokens);
  });

  test("the merged token is the text as typed, blanks between included", () => {
    expect(mergeTokens(tokens, 2, 3, text)).toEqual([...tokens.slice(0, 2), { text: "New  York", start: 7, end: 16 }]);
  });

  test("tokens without ranges are joined without a gap", () => {
    expect(mergeTokens(byHand, 1, 2, "")).toEqual([byHand[0], { text: "喜欢", start: null, end: null }]);
  });

  test("all tokens may become one", () => {
    expect(textsOf(mergeTokens(byHand, 0, 2, ""))).toEqual(["我喜欢"]);
  });
});

describe("splitToken", () => {
  test("an index or offset that does not exist changes nothing", () => {
    expect(splitToken([], 0, 1)).toEqual([]);
    for (const [index, offset] of [
      [9, 1],
      [1, 0],
      [1, 4],
      [1, -1],
      [1, 1.5],
      [1, NaN],
    ] as const)
      // prettier-ignore
      expect(splitToken(tokens, index, offset)).toBe(tokens);
  });

  test("both parts have the ranges of what was typed", () => {
    expect(splitToken(tokens, 1, 2).slice(1, 3)).toEqual([
      { text: "lo", start: 2, end: 4 },
      { text: "ve", start: 4, end: 6 },
    ]);
  });

  test("a token without a range gives parts without", () => {
    expect(splitToken([{ text: "喜欢", start: null, end: null }], 0, 1)).toEqual(byHand.slice(1));
  });

  test("an emoji, a flag or a letter with its marks is never cut", () => {
    expect(splitPoints("👨\u200d👩\u200d👧🇨🇳e\u0301x")).toEqual([8, 12, 14]);
    const token = { text: "👍🏽a", start: 0, end: 5 };
    expect(textsOf(splitToken([token], 0, 2))).toEqual(["👍🏽a"]);
    expect(textsOf(splitToken([token], 0, 4))).toEqual(["👍🏽", "a"]);
  });

  test("blanks at the cut belong to neither part, and no part is blank", () => {
    const merged = mergeTokens(tokens, 2, 3, text);
    expect(splitToken(merged, 2, 4)).toEqual(tokens);
    expect(splitPoints(" a ")).toEqual([]);
  });

  test("undoes a merge", () => {
    expect(splitToken(mergeTokens(tokens, 2, 3, text), 2, 3)).toEqual(tokens);
  });
});

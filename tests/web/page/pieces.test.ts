import { describe, expect, it } from "vitest";
import { piecesAfterEdit, piecesOf, rangesOf, type Piece } from "../../../web/page/state/pieces.ts";
import { blankState, withText, withTextB } from "../../../web/page/state/play-state.ts";

describe("pieces of a text", () => {
  it("are tokens set by hand, and stretches for the segmenter between them", () => {
    const text = "we saw New York today";
    expect(piecesOf(text, [{ start: 7, end: 15 }])).toEqual([["we saw"], "New York", ["today"]]);
    expect(piecesOf(text, [])).toBeNull();
  });

  it("are found again in their text, repeated words too", () => {
    const pieces: Piece[] = [["a b"], "a", ["b a"]];
    expect(rangesOf("a b a b a", pieces)).toEqual([{ start: 4, end: 5 }]);
    expect(rangesOf("another text", pieces)).toBeNull();
  });
});

describe("after an edit", () => {
  const apples: Piece[] = [["我喜欢吃"], "苹", "果"];
  const york: Piece[] = [["in"], "New York", ["today"]];

  it.each<[what: string, pieces: Piece[], before: string, after: string, expected: Piece[] | null]>([
    ["keeps tokens before it", apples, "我喜欢吃苹果", "我喜欢吃苹果和梨", [["我喜欢吃"], "苹", "果", ["和梨"]]],
    ["keeps tokens after it", apples, "我喜欢吃苹果", "他不吃苹果", [["他不吃"], "苹", "果"]],
    ["drops the token that it changes", apples, "我喜欢吃苹果", "我喜欢吃苹树", [["我喜欢吃"], "苹", ["树"]]],
    ["drops a token that it divides", york, "in New York today", "in New big York today", null],
    [
      "keeps a token that is followed by a blank",
      york,
      "in New York today",
      "in New York now",
      [["in"], "New York", ["now"]],
    ],
    ["drops a token whose word goes on", york, "in New York today", "in New Yorks today", null],
    ["drops a token that is joined to the next word", york, "in New York today", "in New Yorktoday", null],
    ["keeps a token before a mark", york, "in New York today", "in New York, today", [["in"], "New York", [", today"]]],
    ["drops a token that a combining mark joins", ["a", "b"], "ab", "ab\u0301", ["a", ["b\u0301"]]],
    ["keeps both sides of an insertion", ["苹", "果"], "苹果", "苹和果", ["苹", ["和"], "果"]],
    ["keeps both sides of what is taken out", ["苹", ["和"], "果"], "苹和果", "苹果", ["苹", "果"]],
    ["does not halve a character", ["🍎", "🍏"], "🍎🍏", "🍎🍐", ["🍎", ["🍐"]]],
    ["forgets everything with the text", apples, "我喜欢吃苹果", "", null],
    ["forgets tokens of another text", ["x"], "abc", "abcd", null],
  ])("%s", (_, pieces, before, after, expected) => {
    expect(piecesAfterEdit(pieces, before, after)).toEqual(expected);
  });

  it("changes the tokens of the text that was edited", () => {
    const both = { ...blankState, text: "ab", textB: "苹果", tokens: ["a", "b"], tokensB: ["苹", "果"] };
    expect(withText(both, "ab c")).toMatchObject({ tokens: ["a", "b", ["c"]], tokensB: ["苹", "果"] });
    expect(withTextB(both, "苹果树")).toMatchObject({ tokens: ["a", "b"], tokensB: ["苹", "果", ["树"]] });
  });

  it("never throws, and only names what stands in the text", () => {
    const alphabet = ["a", " ", "苹", "🍎", "\u200d", "\ud83c", "\u0301", ","];
    let seed = 1;
    const next = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    const words = (n: number) => Array.from({ length: n }, () => alphabet[next(alphabet.length)]).join("");
    for (let round = 0; round < 2000; round++) {
      const [before, after] = [words(next(12)), words(next(12))];
      const at = next(before.length + 1);
      const end = at + 1 + next(3);
      const pieces = end <= before.length ? piecesOf(before, [{ start: at, end }]) : null;
      for (const piece of piecesAfterEdit(pieces, before, after) ?? [])
        expect(after).toContain(typeof piece === "string" ? piece : piece[0]);
    }
  });
});

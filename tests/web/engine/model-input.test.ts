/** Tokens of ids. */
import { expect, it } from "vitest";
import { tokensOf, wordsOf } from "../../../web/engine/model-input.ts";

const pieces = ["<s>", "▁it", "s"];
const tokenizer = {
  piece: (id: number) => pieces[id] ?? null,
  text: (id: number) => (pieces[id] ?? "").replace("▁", " "),
};

it("an id is called by its piece, or by its number where the vocabulary has more rows than the tokenizer pieces", () => {
  expect(wordsOf(tokenizer, 1)).toEqual({ piece: "▁it", text: " it" });
  expect(wordsOf(tokenizer, 7)).toEqual({ piece: "#7", text: "#7" });
  expect(wordsOf(null, 1)).toEqual({ piece: "#1", text: "#1" });
});

it("without a tokenizer every id is a word", () => {
  const tokens = tokensOf({ tokenizer: null }, [4, 4, 9]);
  expect(tokens.map(({ text, word }) => [text, word])).toEqual([
    ["#4", 0],
    ["#4", 1],
    ["#9", 2],
  ]);
});

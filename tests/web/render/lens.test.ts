import { describe, expect, it } from "vitest";
import { type Lens, throughLens } from "../../../web/render/lens.ts";
import type { ViewData, ViewToken } from "../../../web/render/view-data.ts";
import { viewOf } from "./sample.ts";

const plain: Lens = { words: false, hide: "none", part: "all" };
const rounded = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 1000) / 1000);
const texts = (tokens: readonly ViewToken[]) => tokens.map(({ text }) => text);

/** `more` for each token, of both sides. */
function withTokens(data: ViewData, more: (index: number) => Partial<ViewToken>): ViewData {
  const tokens = data.tokens.map((token, index) => ({ ...token, ...more(index) }));
  return { ...data, tokens, keyTokens: tokens };
}

// <s> un happy </s>
const pieces = withTokens(
  viewOf("<s> un happy </s>", [
    [0.4, 0.1, 0.2, 0.3],
    [0.5, 0.2, 0.2, 0.1],
    [0.1, 0.6, 0.1, 0.2],
    [1, 0, 0, 0],
  ]),
  (index) => (index === 0 || index === 3 ? { special: true, word: null } : { word: 0 }),
);

describe("without a wish", () => {
  const { data, queries, keys } = throughLens(pieces, plain);
  it("every token stands for itself", () => {
    expect(queries).toEqual([[0], [1], [2], [3]]);
    expect(keys).toEqual(queries);
    expect(texts(data.tokens)).toEqual(texts(pieces.tokens));
  });
  it("the numbers are the run's", () => {
    expect(data.weights).toEqual(pieces.weights);
    expect(data.scores).toEqual(pieces.scores);
    expect(data.over).toBe("keys");
  });
  it("queries and keys stay the same tokens", () => expect(data.tokens).toBe(data.keyTokens));
});

describe("words", () => {
  const { data, queries } = throughLens({ ...pieces, before: pieces.weights }, { ...plain, words: true });
  it("join their pieces", () => {
    expect(texts(data.tokens)).toEqual(["<s>", "unhappy", "</s>"]);
    expect(queries).toEqual([[0], [1, 2], [3]]);
    expect([data.nQueries, data.nKeys]).toEqual([3, 3]);
  });
  it("attend as their pieces on average, and get what these get together", () =>
    expect(rounded(data.weights)).toEqual([0.4, 0.3, 0.3, 0.3, 0.55, 0.15, 1, 0, 0]));
  it("do so too in the weights without changes", () => expect(data.before).toEqual(data.weights));
  it("have the scores of their strongest pair of pieces", () =>
    expect(data.scores[1 * 3 + 1]).toBe(pieces.scores[2 * 4 + 1]));
  it("are masked only where all of their pieces are", () => {
    const masked = Float32Array.from(pieces.maskedScores).fill(-Infinity, 5, 6);
    masked.set([-Infinity, -Infinity], 13);
    const joined = throughLens({ ...pieces, maskedScores: masked }, { ...plain, words: true }).data;
    expect(joined.maskedScores[4]).toBe(pieces.maskedScores[9]);
    expect(joined.maskedScores[7]).toBe(-Infinity);
  });
  it("of a pair whose weights are all 0 are masked only if every piece is", () => {
    const maskedScores = Float32Array.from(pieces.maskedScores);
    maskedScores.set([-Infinity, -3], 13);
    const joined = throughLens({ ...pieces, maskedScores }, { ...plain, words: true }).data;
    expect(joined.maskedScores[7]).toBe(-3);
  });
  it("are known only if all of their pieces are", () => {
    const unknown = withTokens(pieces, (index) => ({ known: index !== 2 }));
    expect(throughLens(unknown, { ...plain, words: true }).data.tokens.map(({ known }) => known)).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe("the text of a word", () => {
  const textOf = (tokens: Partial<ViewToken>[]) => {
    const words = tokens.map(() => "x").join(" ");
    const row = tokens.map(() => 1 / tokens.length);
    const data = withTokens(
      viewOf(
        words,
        tokens.map(() => row),
      ),
      (index) => ({ word: 0, ...tokens[index] }),
    );
    return {
      words: texts(throughLens(data, { ...plain, words: true }).data.tokens),
      pieces: texts(throughLens(data, plain).data.tokens),
    };
  };
  it("has a character once that several pieces stand for", () => {
    const globe = { text: "🌍", start: 0, end: 2 };
    expect(textOf([globe, globe, globe, { text: "s", start: 2, end: 3 }]).words).toEqual(["🌍s"]);
  });
  it("has no blank in front", () => expect(textOf([{ text: " un" }, { text: "do" }]).words).toEqual(["undo"]));
  it("repeats what the text repeats", () => expect(textOf([{ text: "ha" }, { text: "ha" }]).words).toEqual(["haha"]));
  const broken = "\ufffd";
  it("is made of bytes as byte-level vocabularies write them", () => {
    // 中 is e4 b8 ad
    const bytes = [
      { text: broken, piece: "ä¸" },
      { text: broken, piece: "Ń" },
    ];
    expect(textOf(bytes)).toEqual({ words: ["中"], pieces: ["中", "中"] });
  });
  it("is made of bytes as vocabularies with byte fallback write them", () => {
    const bytes = ["<0xE4>", "<0xB8>", "<0xAD>"].map((piece) => ({ text: broken, piece }));
    expect(textOf(bytes)).toEqual({ words: ["中"], pieces: ["中", "中", "中"] });
  });
  it("stays broken where a character is not complete", () =>
    expect(
      textOf([
        { text: broken, piece: "<0xE4>" },
        { text: broken, piece: "<0xB8>" },
      ]).pieces,
    ).toEqual([broken, broken]));
});

describe("hiding", () => {
  it("special tokens takes them out of rows and columns, and the rest sums to 1", () => {
    const { data, queries, keys } = throughLens(pieces, { ...plain, hide: "special" });
    expect(queries).toEqual([[1], [2]]);
    expect(keys).toEqual(queries);
    expect(rounded(data.weights)).toEqual([0.5, 0.5, 0.857, 0.143]);
    expect(data.over).toBe("keys");
  });
  it("the first token leaves the other special ones", () => {
    const { data, queries } = throughLens(pieces, { ...plain, hide: "sink" });
    expect(queries).toEqual([[1], [2], [3]]);
    expect(rounded(data.weights)).toEqual([0.4, 0.4, 0.2, 0.667, 0.111, 0.222, 0, 0, 0]);
  });
  it("scales the weights without changes by their own sum", () => {
    const before = Float32Array.from([0, 0, 0, 1, 0.8, 0.05, 0.15, 0, 0, 0.5, 0.5, 0, 1, 0, 0, 0]);
    const { data } = throughLens({ ...pieces, before }, { ...plain, hide: "special" });
    expect(rounded(data.before!)).toEqual([0.25, 0.75, 0.5, 0.5]);
  });
  it("after words were joined is the word's share of what is left", () => {
    const { data } = throughLens(pieces, { words: true, hide: "sink", part: "all" });
    expect(rounded(data.weights)).toEqual([0.786, 0.214, 0, 0]);
  });
  it("does not scale what did not sum to 1", () => {
    const { data } = throughLens({ ...pieces, over: "none" }, { ...plain, hide: "special" });
    expect(rounded(data.weights)).toEqual([0.2, 0.2, 0.6, 0.1]);
  });
  it("does nothing where nothing would be left", () => {
    const { data } = throughLens(viewOf("a", [[1]]), { ...plain, hide: "sink" });
    expect([data.nQueries, ...data.weights]).toEqual([1, 1]);
  });
  it("the first token of a second kind of tokens leaves the queries", () => {
    const cross = viewOf("a b", [[0.5, 0.25, 0.25], [0.2, 0.4, 0.4]], "c d e"); // prettier-ignore
    const { queries, keys } = throughLens(cross, { ...plain, hide: "sink" });
    expect([queries, keys]).toEqual([
      [[0], [1]],
      [[1], [2]],
    ]);
  });
});

describe("parts of a pair", () => {
  // <s> a </s> b </s>
  const even = [0.1, 0.2, 0.3, 0.25, 0.15];
  const pair = withTokens(viewOf("<s> a </s> b </s>", [even, even, even, even, even]), (index) => {
    const segment = ({ 1: "a", 3: "b" } as const)[index];
    return segment ? { segment } : { special: true };
  });
  it("are what the first text gives the second, special tokens with the text before them", () => {
    const { data, queries, keys } = throughLens(pair, { ...plain, part: "ab" });
    expect([queries, keys]).toEqual([
      [[0], [1], [2]],
      [[3], [4]],
    ]);
    expect(rounded(data.weights)).toEqual([0.25, 0.15, 0.25, 0.15, 0.25, 0.15]);
    expect(data.over).toBe("none");
    expect(data.tokens).not.toBe(data.keyTokens);
  });
  it("are a square of the same tokens within one text", () => {
    const { data, queries } = throughLens(pair, { ...plain, part: "bb" });
    expect(queries).toEqual([[3], [4]]);
    expect(data.tokens).toBe(data.keyTokens);
  });
  it("come after the rest of a row was made to sum to 1", () => {
    const { data } = throughLens(pair, { ...plain, hide: "special", part: "ba" });
    expect(rounded(data.weights)).toEqual([0.444]);
  });
  it("mean nothing where there is one text", () =>
    expect(throughLens(pieces, { ...plain, part: "ab" }).data.over).toBe("keys"));
});

it("is quick at 512 tokens", () => {
  const n = 512;
  const words = Array.from({ length: n }, (_, index) => `w${index}`).join(" ");
  const row = Array.from({ length: n }, () => 1 / n);
  const data = withTokens(
    viewOf(
      words,
      Array.from({ length: n }, () => row),
    ),
    (index) => ({ word: index === 0 ? null : index >> 1, special: index === 0 }),
  );
  const start = performance.now();
  const { data: shown } = throughLens({ ...data, before: data.weights }, { words: true, hide: "special", part: "all" });
  expect(shown.nQueries).toBe(256);
  expect(performance.now() - start).toBeLessThan(200);
});

import { describe, expect, it } from "vitest";
import {
  beyondOfAll,
  beyondOfLine,
  strongestOfAll,
  strongestOfLine,
  strongestShade,
} from "../../../web/render/full-shade.ts";
import type { ViewData } from "../../../web/render/view-data.ts";
import { viewOf } from "./sample.ts";

describe("the strongest shade", () => {
  const of = (...weights: number[]) => strongestShade(Float32Array.from(weights));
  it("is above weights that are all equal, also beside masked ones", () => {
    expect(of(0.125, 0.125, 0.1249)).toBeCloseTo(0.5);
    expect(of(0.1, 0.1, 0, 0)).toBeCloseTo(0.4);
    expect(of(0.5, 0.5)).toBe(1);
  });
  it("is a weight’s own where it stands out", () => {
    expect(of(0.2, 0, 0)).toBeCloseTo(0.2);
    expect(of(0.2, 0.19)).toBeCloseTo(0.2);
  });
  it("never is below a sum of weights", () => expect(of(1.5, 1.5)).toBe(1.5));
  it("is 0 of nothing", () => expect(of(0, 0)).toBe(0));
});

/** As a model's tokens; those in angle brackets are special. */
function ofModel(words: string, rows: number[][]): ViewData {
  const data = viewOf(words, rows);
  const tokens = data.tokens.map((token) => ({ ...token, piece: token.text, special: token.text.startsWith("<") }));
  return { ...data, tokens, keyTokens: tokens };
}

const rows = [
  [0.2, 0.6, 0.1, 0.05, 0.05],
  [0.5, 0.1, 0.1, 0.02, 0.28],
  [0.6, 0.15, 0.1, 0.05, 0.1],
  [0.6, 0.02, 0.03, 0.05, 0.3],
  [0.9, 0.02, 0.02, 0.03, 0.03],
];
const special = ofModel("<s> the cat sat </s>", rows);

describe("the strongest shade of a matrix", () => {
  it("is the largest weight of word vectors, whoever has it", () => {
    const data = viewOf("a the cat sat b", rows);
    expect(strongestOfAll(data)).toBeCloseTo(0.9);
    expect(strongestOfLine(data, "to", [1])).toBeCloseTo(0.5);
    expect([beyondOfAll(data), beyondOfLine(data, "to", 1)]).toEqual([null, null]);
  });

  it("is never that of special tokens, which are beyond it", () => {
    const long = ofModel("<s> a b c d e f g h i </s>", [
      ...[0.5, ...Array<number>(9).fill(0.05), 0.05].map(() => [0.5, ...Array<number>(9).fill(0.05), 0.05]),
    ]);
    long.weights[1 * 11 + 4] = 0.3;
    expect(strongestOfAll(long)).toBeCloseTo(0.3);
    expect(beyondOfAll(long)).toEqual({ words: 0, names: ["<s>"], most: 0.5 });
  });

  it("names a special token once, whether it gives or gets", () => {
    const data = ofModel("<s> the cat sat on a mat </s>", [
      ...Array.from({ length: 8 }, () => [0.3, 0.02, 0.02, 0.02, 0.02, 0.02, 0.3, 0.3]),
    ]);
    data.weights.fill(0.28, 8, 16);
    data.weights[5] = 0.9;
    expect(strongestOfAll(data)).toBeCloseTo(0.3);
    expect(beyondOfAll(data)).toEqual({ words: 0, names: ["<s>"], most: expect.closeTo(0.9) as number });
  });

  it("is not below two even shares, so that little between words does not look strong", () => {
    expect(strongestOfAll(special)).toBeCloseTo(0.4);
    expect(beyondOfAll(special)).toEqual({ words: 0, names: ["<s>"], most: expect.closeTo(0.9) as number });
  });

  it("has nothing beyond it that is equal to the eye", () => {
    const data = ofModel("<s> a b", [
      [1, 0, 0],
      [0.001, 0.001, 0.998],
      [0.99, 0.005, 0.005],
    ]);
    expect([strongestOfAll(data), beyondOfAll(data)]).toEqual([expect.closeTo(0.998), null]);
  });

  it("leaves one row of twenty beyond, so that a few pairs do not make a long text pale", () => {
    const n = 40;
    const long = ofModel(
      Array.from({ length: n }, (_, i) => `w${i}`).join(" "),
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => (j === 5 ? (i + 1) / 1000 : 0.001))),
    );
    expect(strongestOfAll(long)).toBeCloseTo(0.04); // all are below two even shares
    const strong = { ...long, weights: long.weights.slice() };
    for (const [query, weight] of [0.9, 0.8, 0.3].entries()) strong.weights[(3 + query) * n + 4] = weight;
    expect(strongestOfAll(strong)).toBeCloseTo(0.3);
    expect(beyondOfAll(strong)).toEqual({ words: expect.closeTo(0.9) as number, names: [], most: 0 });
    expect(strongestOfLine(strong, "to", [3])).toBeCloseTo(0.9);
    expect(beyondOfLine(strong, "to", 3)).toBeNull();
    const short = ofModel("a b", [
      [0.9, 0.1],
      [0.5, 0.5],
    ]);
    expect([strongestOfAll(short), beyondOfAll(short)]).toEqual([expect.closeTo(0.9), null]);
  });

  it("is the largest of all where these are less", () => {
    const flat = ofModel("<s> a </s>", [Array<number>(9).fill(1 / 3)]);
    flat.weights[0] = 0.35;
    expect(strongestOfAll(flat)).toBeCloseTo(0.35);
    expect(beyondOfAll(flat)).toBeNull();
    const alone = ofModel("<s> </s>", [
      [0.9, 0.1],
      [0.8, 0.2],
    ]);
    expect(strongestOfAll(alone)).toBeCloseTo(0.9);
    expect(beyondOfAll(alone)).toBeNull();
  });

  it("leaves aside the first token where each sees those before it alone", () => {
    const causal = ofModel("a b c d e f g h i j k l", [
      ...Array.from({ length: 12 }, (_, query) =>
        Array.from({ length: 12 }, (__, key) =>
          key > query ? 0 : key === 0 ? 0.8 : 0.2 / Math.max(1, query) + key / 100,
        ),
      ),
    ]);
    expect(strongestOfAll(causal)).toBeCloseTo(0.21);
    expect(beyondOfAll(causal)).toEqual({ words: 0, names: ["a"], most: expect.closeTo(0.8) as number });
    const words = viewOf("a b", [
      [1, 0],
      [0.5, 0.5],
    ]);
    expect(strongestOfAll(words)).toBe(1);
  });
});

describe("the strongest shade of a line", () => {
  it("is that of its words, and says who has more", () => {
    expect(strongestOfLine(special, "to", [2])).toBeCloseTo(0.4);
    expect(beyondOfLine(special, "to", 2)).toEqual({ words: 0, names: ["<s>"], most: expect.closeTo(0.6) as number });
    expect(beyondOfLine(special, "to", 3)).toEqual({ words: 0, names: ["<s>"], most: expect.closeTo(0.6) as number });
  });
  it("is read the other way along the column", () => {
    expect(strongestOfLine(special, "by", [1])).toBeCloseTo(0.4);
    expect(beyondOfLine(special, "by", 1)).toEqual({ words: 0, names: ["<s>"], most: expect.closeTo(0.6) as number });
    expect(strongestOfLine(special, "by", [0])).toBeCloseTo(0.6);
    expect(beyondOfLine(special, "by", 0)).toEqual({ words: 0, names: ["</s>"], most: expect.closeTo(0.9) as number });
  });
  it("adds several sources up", () => expect(strongestOfLine(special, "to", [1, 2])).toBeCloseTo(0.4));
});

import { describe, expect, it } from "vitest";
import type { Token } from "../../../web/engine/types.ts";
import { UsageError } from "../../../web/cli/args.ts";
import { explanationLines, number } from "../../../web/cli/explain.ts";
import { pickToken } from "../../../web/cli/pick.ts";
import { coloured, plain, styleFor } from "../../../web/cli/style.ts";
import { bar, largestOf, overviewTable, rowTable } from "../../../web/cli/table.ts";

const tokensOf = (...texts: string[]): Token[] =>
  texts.map((text) => ({ text, start: null, end: null, known: text !== "zqx", special: false, language: "en" }));

const view = (texts: string[], weights: number[], style = plain) => {
  const tokens = tokensOf(...texts);
  const n = texts.length;
  const values = Float32Array.from(weights);
  const attention = { nQueries: n, nKeys: n, scores: values, maskedScores: values, weights: values };
  return { tokens, keyTokens: tokens, attention, style, width: 40 };
};

describe("bar", () => {
  it("is drawn in eighths of a column", () => {
    expect(bar(1, 2)).toBe("██");
    expect(bar(0.5, 3)).toBe("█▌");
    expect(bar(1 / 16, 2)).toBe("▏");
    expect(bar(0, 10)).toBe("");
  });

  it("stays within its width", () => {
    expect(bar(7, 4)).toBe("████");
    expect(bar(NaN, 4)).toBe("");
  });
});

describe("rowTable", () => {
  it("lines up words of every script and marks unknown ones", () => {
    const table = rowTable(view(["苹果", "eat", "zqx"], [0.5, 0.25, 0.25, 0, 0, 0, 0, 0, 0]), 0);
    expect(table).toEqual([
      "   key    weight",
      "0  苹果   0.5000  ██████████",
      "1  eat    0.2500  █████",
      "2  zqx    0.2500  █████  unknown word",
    ]);
  });

  it("says which keys are masked", () => {
    const causal = view(["a", "zqx"], [1, 0, 0.5, 0.5]);
    causal.attention.maskedScores = Float32Array.of(1, -Infinity, 1, 1);
    expect(rowTable(causal, 0)[2]).toBe("1  zqx    0.0000  masked, unknown word");
    expect(rowTable(causal, 1)[2]).toBe("1  zqx    0.5000  ██████████  unknown word");
  });

  it("draws no bar for a fully masked row", () => {
    expect(rowTable(view(["a", "b"], [0, 0, 1, 0]), 0)[1]).toBe("0  a      0.0000");
  });

  it("has no escape sequence unless colours are on", () => {
    const numbers: [string[], number[]] = [["a"], [1]];
    expect(rowTable(view(...numbers), 0).join("")).not.toContain("\u001B");
    expect(rowTable(view(...numbers, coloured), 0).join("")).toContain("\u001B[34m");
  });
});

describe("overviewTable", () => {
  it("names each query's strongest keys", () => {
    expect(overviewTable(view(["a", "b"], [0.25, 0.75, 0.5, 0.5]))).toEqual([
      "   query  attends most to",
      "0  a      b     0.7500   a     0.2500",
      "1  b      a     0.5000   b     0.5000",
    ]);
  });
});

describe("keys without weight", () => {
  it("are not said to be attended to", () => {
    expect(overviewTable(view(["a", "b"], [1, 0, 0, 0])).slice(1)).toEqual([
      "0  a      a     1.0000",
      "1  b      no key: every weight is 0",
    ]);
  });
});

describe("unknown words", () => {
  it("are marked in the overview too", () => {
    expect(overviewTable(view(["zqx", "a"], [0.75, 0.25, 0.5, 0.5]))).toEqual([
      "   query                attends most to",
      "0  zqx    unknown word  zqx   0.7500   a     0.2500",
      "1  a                    zqx   0.5000   a     0.5000",
    ]);
  });
});

describe("styleFor", () => {
  it("colours terminals only, and not where NO_COLOR is set", () => {
    expect(styleFor({ isTTY: true }, undefined)).toBe(coloured);
    expect(styleFor({ isTTY: true }, "1")).toBe(plain);
    expect(styleFor({}, undefined)).toBe(plain);
  });
});

describe("largestOf", () => {
  it("keeps the order of equal values", () => {
    expect(largestOf([1, 3, 3, 2], 3)).toEqual([1, 2, 3]);
  });
});

describe("pickToken", () => {
  const tokens = tokensOf("The", "cat", "the", "2", "mat");

  it.each([
    ["cat", 1],
    ["CAT", 1],
    ["the", 2],
    ["2", 3],
    ["4", 4],
  ])("takes %j as token %i", (asked, index) => {
    expect(pickToken(tokens, asked, "query")).toBe(index);
  });

  it("names the indices of a repeated word, and takes one of them", () => {
    const repeated = tokensOf("the", "cat", "the");
    expect(() => pickToken(repeated, "the", "query")).toThrow(
      new UsageError('"the" stands at 0, 2; say which with --query 0.'),
    );
    expect(pickToken(repeated, "2", "query")).toBe(2);
  });

  it("names the words there are", () => {
    expect(() => pickToken(tokensOf("a", "b"), "c", "key")).toThrow(
      new UsageError('--key "c" is none of the words: 0 a, 1 b.'),
    );
  });
});

describe("explanationLines", () => {
  const vector = Float32Array.of(1, -2);
  const names = [
    "x_query",
    "x_key",
    "q",
    "k",
    "v",
    "terms",
    "weighted_value",
    "context",
    "residual",
    "output",
  ] as const;
  const vectors = Object.fromEntries(names.map((name) => [name, vector])) as Record<
    (typeof names)[number],
    Float32Array
  >;

  it("prints the chain in its order and the largest terms", () => {
    const values = { sum: -1, masked_score: -Infinity, weight: 0 };
    const lines = explanationLines({ layer: 0, head: 0, query: 0, key: 1, vectors, values }, "a", "b", plain);
    expect(lines).toEqual([
      "Why a attends to b",
      "  sum                       −1  Σ of the terms",
      "  masked_score              −∞  score after the mask",
      "  weight                     0  weight",
      "Largest terms of 2",
      "  dimension 1     q −2, k −2: −2",
      "  dimension 0     q 1, k 1: 1",
    ]);
  });

  it("shows six digits with a true minus sign", () => {
    expect(number(-1.23456789)).toBe("−1.23457");
    expect(number(Infinity)).toBe("∞");
  });
});

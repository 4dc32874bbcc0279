import type { Pair } from "../../../web/render/view-data.ts";
import type { VectorsHandle } from "../../../web/engine/types.ts";
import { describe, expect, it } from "vitest";
import { fileName } from "../../../web/page/actions/download.ts";
import { embedCode, tokenName } from "../../../web/page/actions/embed.ts";
import { MaskBrush } from "../../../web/page/actions/mask-brush.ts";
import { articleRecipes, examples, examplesFor, exampleState } from "../../../web/page/examples.ts";
import { binned } from "../../../web/page/formula/bars.ts";
import { planOf, recipeKey } from "../../../web/page/run/recipe.ts";
import { widgetStrings } from "../../../web/i18n/widget.ts";
import { findToken } from "../../../web/widget/find-token.ts";
import { blankState, checkState, defaultOptions, withOptions, withSecond } from "../../../web/page/state/play-state.ts";

describe("painting a mask", () => {
  type Behind = (pair: Pair) => readonly Pair[];
  function brushOn(cells: [number, number][], behind: Behind = (pair) => [pair]) {
    let mask: typeof defaultOptions.mask = { cells };
    const brush = new MaskBrush(
      () => mask,
      behind,
      (painted) => (mask = { cells: painted }),
    );
    return { brush, painted: () => mask };
  }
  const cell = (query: number, key: number) => ({ query, key });

  it("blocks all cells of a stroke that starts on a free one", () => {
    const { brush, painted } = brushOn([[0, 2]]);
    brush.begin(cell(0, 1));
    brush.over(cell(0, 2));
    brush.over(cell(0, 0));
    expect(painted()).toEqual({ cells: [[0, 0], [0, 1], [0, 2]] }); // prettier-ignore
  });

  it("frees all cells of a stroke that starts on a blocked one", () => {
    const { brush, painted } = brushOn([[0, 1], [1, 1]]); // prettier-ignore
    brush.begin(cell(0, 1));
    brush.over(cell(1, 1));
    brush.over(cell(2, 2));
    expect(painted()).toEqual({ cells: [] });
  });

  it("does nothing between strokes", () => {
    const { brush, painted } = brushOn([]);
    brush.begin(cell(0, 0));
    brush.end();
    brush.over(cell(1, 1));
    expect(painted()).toEqual({ cells: [[0, 0]] });
  });

  it("paints every pair behind a shown one, unless all are blocked already", () => {
    const pieces = (pair: Pair) => [pair, { query: pair.query, key: pair.key + 10 }];
    const { brush, painted } = brushOn([[0, 10]], pieces);
    brush.begin(cell(0, 0));
    brush.end();
    expect(painted()).toEqual({ cells: [[0, 0], [0, 10]] }); // prettier-ignore
    brush.begin(cell(0, 0));
    expect(painted()).toEqual({ cells: [] });
  });
});

describe("the code to embed", () => {
  const page = "https://example.org/play/";
  const token = (text: string, segment?: "a" | "b") => ({ text, ...(segment && { segment }) });
  const words = (text: string) => text.split(" ").map((word) => token(word));
  const shown = (text: string, query: number, key: number) => ({
    tokens: words(text),
    keyTokens: words(text),
    pair: { query, key },
  });

  it("carries what differs from the defaults, escaped", () => {
    const state = withOptions(
      { ...blankState, text: 'a "b" <c> & d', direction: "by", head: 1 },
      { score: "cosine", nHeads: 2, mask: { window: 2 } },
    );
    const code = embedCode({ state, shown: shown("a b c d", 1, 0), page });
    expect(code).toContain('src="https://example.org/play/widget/widget.js"');
    expect(code).toContain('text="a &quot;b&quot; &lt;c&gt; &amp; d"');
    expect(code).toContain('score="cosine"');
    expect(code).toContain('n-heads="2"');
    expect(code).toContain('head="1"');
    expect(code).toContain('direction="by"');
    expect(code).toContain('mask="window:2"');
    expect(code).toContain('query="b"');
    expect(code).not.toContain("temperature");
  });

  it.each([
    ["The cat sat the 2", 1, "cat"],
    ["The cat sat the 2", 3, "#3"],
    ["The cat sat the 2", 4, "#4"],
    ["#3 a b c", 0, "#0"],
  ])("names tokens of “%s” so that the element finds token %i again", (text, index, name) => {
    const all = words(text).map(({ text }) => ({ text, known: true, special: false, language: null }));
    expect(tokenName(all, index)).toBe(name);
    expect(findToken(all, tokenName(all, index), widgetStrings("en"))).toEqual({ index });
  });

  it("carries tokens set by hand, those of the second text too", () => {
    const byHand = { ...blankState, text: "New York is big", tokens: ["New York", ["is big"]] as const };
    const one = { tokens: ["New York", "is", "big"].map((text) => token(text)), pair: { query: 0, key: 1 } };
    const code = embedCode({ state: byHand, shown: { ...one, keyTokens: one.tokens }, page });
    expect(code).toContain('tokens="[&quot;New York&quot;,&quot;is&quot;,&quot;big&quot;]"');
    const second = { ...byHand, second: "pair" as const, textB: "a b", tokensB: ["a b"] };
    const both = [...one.tokens.map(({ text }) => token(text, "a")), token("a b", "b")];
    const two = embedCode({ state: second, shown: { tokens: both, keyTokens: both, pair: one.pair }, page });
    expect(two).toContain('tokens="[&quot;New York&quot;,&quot;is&quot;,&quot;big&quot;]"');
    expect(two).toContain('pair="[&quot;a b&quot;]"');
  });

  it("leaves out a second text that is still empty", () => {
    const state = { ...blankState, text: "a", second: "against" as const, textB: " " };
    expect(embedCode({ state, shown: null, page })).not.toContain("against");
  });
});

it("names files after the text", () => {
  expect(fileName("我喜欢吃苹果", "strip", "svg")).toBe("attention-我喜欢吃苹果-strip.svg");
  expect(fileName('../a:b?"c"', "run", "json")).toBe("attention-a-b-c-run.json");
  expect(fileName("…", "run", "json")).toBe("attention-run.json");
});

describe("recipes of runs", () => {
  const state = { ...blankState, text: "a b" };
  const key = (changes: Partial<typeof state>) =>
    recipeKey(
      planOf({ ...state, ...changes }, null, { vectors: { dModel: 100 } as VectorsHandle, model: null }).recipe,
    );

  it("do not depend on pins, directions or looks", () => {
    expect(key({ query: 1, key: 0, direction: "by", theme: "dark", lang: "zh", show: "scores" })).toBe(key({}));
  });
  it("depend on text, options and vectors", () => {
    expect(key({ text: "a c" })).not.toBe(key({}));
    expect(key({ vectors: { name: "x", hash: "01" } })).not.toBe(key({}));
    expect(key({ options: { ...defaultOptions, seed: 2 } })).not.toBe(key({}));
  });
  it("do not count a second text that is still empty", () => {
    expect(key({ second: "against", textB: " " })).toBe(key({}));
    expect(key({ second: "against", textB: "c" })).not.toBe(key({ second: "pair", textB: "c" }));
  });
});

describe("what can be chosen", () => {
  it("begins with the interface's own language", () => {
    expect(examplesFor("zh")[0]?.state.text).toBe("我喜欢吃苹果");
    expect(examplesFor("en")[0]?.state.text).toMatch(/^The animal/);
    expect(examplesFor("zh")).toHaveLength(examples.length);
  });
  it.each(examples.map((example) => [example.id, example] as const))(
    "has options that fit together: %s",
    (_, example) => {
      expect(() => checkState(exampleState(example, blankState))).not.toThrow();
    },
  );
  it("has the article's two recipes", () => {
    expect(articleRecipes.cosine).toMatchObject({
      qkv: "offset",
      score: "cosine",
      normalizer: "softmax",
      residual: true,
    });
    expect(articleRecipes.scaledDot).toMatchObject({ qkv: "offset", score: "scaled_dot", normalizer: "softmax" });
  });
});

it("takes back what a second text forbids", () => {
  const masked = { ...blankState, second: "pair" as const, options: { ...defaultOptions, mask: "a_to_b" as const } };
  expect(withSecond(masked, "none").options.mask).toBe("none");
  const residual = { ...blankState, options: { ...defaultOptions, residual: true } };
  expect(withSecond(residual, "against").options.residual).toBe(false);
  expect(withSecond(residual, "pair").options.residual).toBe(true);
});

it("draws long rows by the largest of neighbours", () => {
  const row = Float32Array.from({ length: 100 }, (_, i) => (i === 42 ? 1 : 0));
  const bins = binned(row, 10);
  expect(bins).toHaveLength(10);
  expect(bins[4]).toBe(1);
});

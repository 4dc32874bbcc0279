import type { Pair } from "../../../web/render/view-data.ts";
import type { VectorsHandle } from "../../../web/engine/types.ts";
import { describe, expect, it } from "vitest";
import { fileName } from "../../../web/page/actions/download.ts";
import { commandLine } from "../../../web/page/actions/command.ts";
import { embedCode, modelAttributes, tokenName } from "../../../web/page/actions/embed.ts";
import { MaskBrush } from "../../../web/page/actions/mask-brush.ts";
import {
  articleRecipes,
  examples,
  examplesFor,
  exampleState,
  modelExamples,
  modelExamplesFor,
} from "../../../web/page/examples.ts";
import { binned } from "../../../web/page/formula/bars.ts";
import { planOf, recipeKey } from "../../../web/page/run/recipe.ts";
import { widgetStrings } from "../../../web/i18n/widget.ts";
import { parseCommand } from "../../../web/cli/args.ts";
import { blankModel } from "../../../web/page/state/model-state.ts";
import { readModelRequest } from "../../../web/widget/model/model-attributes.ts";
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

  it("carries a transformer: where it lies, which head, what was changed and how it is seen", () => {
    const headScale = [{ layer: 4, head: 0, scale: 0 }];
    const picks = [
      { layer: 4, head: 0 },
      { layer: 7, head: 8 },
    ];
    const several = { combine: "mean", picks, taken: [432, 383] } as const;
    const model = { ...blankModel, layer: 8, headScale, words: true, hide: "special", part: "ab", ...several } as const;
    const state = { ...blankState, text: "it is", head: 8, model, second: "pair" as const, textB: "so" };
    const code = embedCode({ state, shown: shown("it is", 0, 1), page });
    const attributes = [...code.matchAll(/^ {2}([\w-]+)="(.*)"$/gm)].map(([, name, value]) => [name, value]);
    expect(Object.fromEntries(attributes)).toEqual({
      ...{ lang: "en", text: "it is", "base-url": page, model: "e5-small", layer: "8", head: "8", pair: "so" },
      ...{ "head-scale": "4.0=0", words: "true", hide: "special", "pair-part": "ab", query: "it", "pinned-key": "is" },
      ...{ combine: "mean", picks: "4.0,7.8", taken: "432,383" },
    });
    const cut = { ...state, model: { ...model, truncate: true } };
    expect(embedCode({ state: cut, shown: null, page })).toContain('truncate="true"');
    const own = { ...state, model: { ...model, source: "files:my model" } };
    expect(embedCode({ state: own, shown: null, page })).toContain('model="./my model/"');
  });

  it("is read by the element as what is on the screen", () => {
    const several = { combine: "max" as const, picks: [{ layer: 7, head: 8 }], taken: [432, 383] };
    const model = { ...blankModel, layer: 8, headScale: [{ layer: 4, head: 0, scale: 0 }], words: true, ...several };
    const state = withOptions({ ...blankState, text: "it is", model }, { temperature: 0.5, mask: "causal" });
    const attributes = new Map(modelAttributes(state, model));
    expect(readModelRequest(state.text, (name) => attributes.get(name) ?? null)).toEqual({
      input: "it is",
      changes: { temperature: 0.5, mask: "causal", headScale: model.headScale },
      kind: "self",
      heads: { combine: "max", picks: [{ layer: 7, head: 8 }] },
      taken: [432, 383],
      lens: { words: true, hide: "none", part: "all" },
    });
  });

  it("leaves out a second text that is still empty", () => {
    const state = { ...blankState, text: "a", second: "against" as const, textB: " " };
    expect(embedCode({ state, shown: null, page })).not.toContain("against");
  });
});

describe("the command", () => {
  const shown = { tokens: [{ text: "it's" }, { text: "3" }], keyTokens: [{ text: "it's" }, { text: "3" }] };
  const pair = { query: 0, key: 1 };
  const parsed = (line: string) => {
    const words = [...line.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map(([, inside, plain]) => inside?.replaceAll("'\\''", "'") ?? plain ?? ""); // prettier-ignore
    expect(words.splice(0, 2)).toEqual(["npx", "attention-playground"]);
    return parseCommand(words);
  };

  it("asks for the same of word vectors", () => {
    const state = withOptions(
      { ...blankState, text: "it's 3" },
      { score: "cosine", residual: true, mask: { window: 2 } },
    );
    expect(parsed(commandLine(state, { ...shown, pair }))).toMatchObject({
      ...{ kind: "run", text: "it's 3", query: "it's", key: "#1" },
      play: { score: "cosine", residual: true, mask: { window: 2 } },
    });
  });
  it("cuts a text that the page has cut", () => {
    const state = { ...blankState, text: "a", model: { ...blankModel, truncate: true } };
    expect(parsed(commandLine(state, null))).toMatchObject({ kind: "model", truncate: true });
    expect(commandLine({ ...state, model: blankModel }, null)).not.toContain("--truncate");
  });

  it("asks for the same of a transformer", () => {
    const several = { combine: "mean", picks: [{ layer: 1, head: 2 }], taken: [432, 383] } as const;
    const model = { ...blankModel, headScale: [{ layer: 4, head: 0, scale: 0 }], ...several };
    const state = { ...blankState, text: "it's", head: 3, model, second: "target" as const, textB: "so" };
    expect(parsed(commandLine(state, { ...shown, pair }))).toMatchObject({
      ...{ kind: "model", model: "e5-small", text: "it's", layer: 0, head: 3, headScale: model.headScale },
      ...{ heads: { combine: "mean", picks: several.picks }, taken: [432, 383] },
      ...{ decoderText: "so", query: "it's", key: "#1" },
    });
  });
  it("leaves pins out that are of words made of pieces", () => {
    const state = { ...blankState, text: "it", model: { ...blankModel, words: true } };
    expect(commandLine(state, { ...shown, pair })).not.toContain("query");
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
  it("has transformers' examples for both languages, each with a head of the bundled model", () => {
    expect(modelExamplesFor("zh")[0]?.state.text).toMatch(/^小猫/);
    expect(modelExamplesFor("en")[0]?.state.text).toMatch(/^The animal/);
    for (const { state } of modelExamples) expect(state.model?.source).toBe("e5-small");
    expect(new Set([...examples, ...modelExamples].map(({ id }) => id)).size).toBe(
      examples.length + modelExamples.length,
    );
  });
  it.each([...examples, ...modelExamples].map((example) => [example.id, example] as const))(
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

it("keeps the pinned query when a second text comes: what it looks at is chosen anew", () => {
  expect(withSecond({ ...blankState, query: 4, key: 2 }, "against")).toMatchObject({ query: 4, key: null });
});

it("draws long rows by the largest of neighbours", () => {
  const row = Float32Array.from({ length: 100 }, (_, i) => (i === 42 ? 1 : 0));
  const bins = binned(row, 10);
  expect(bins).toHaveLength(10);
  expect(bins[4]).toBe(1);
});

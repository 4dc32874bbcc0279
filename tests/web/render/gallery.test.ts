import { describe, expect, it } from "vitest";
import { css, weightColour, type Theme } from "../../../web/render/colours.ts";
import { matrixSvg } from "../../../web/render/matrix-svg.ts";
import { stripSvg } from "../../../web/render/strip-svg.ts";
import { applesRun, viewOf } from "./sample.ts";

/** Wide letters for Chinese, narrow ones for the rest, the same on every machine. */
const measure = (text: string, font: string) => {
  const size = Number(/([\d.]+)px/.exec(font)?.[1]);
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 1 : 0.55), 0) * size;
};
const base = {
  title: "我喜欢吃苹果",
  fontFamily: "system-ui, sans-serif",
  measure,
  direction: "to" as const,
  pair: { query: 1, key: 0 },
  domain: "matrix" as const,
};
const matrix = {
  ...base,
  width: 448,
  tallest: 340,
  show: "weights" as const,
  axes: "rows: query · columns: key",
};
const themes: Theme[] = ["light", "dark"];
const { data } = applesRun();
const causal = viewOf("The cat sat", [
  [1, 0, 0],
  [0.4, 0.6, 0],
  [0.1, 0.7, 0.2],
]);
const pairTokens = ["I", "like", "apples", "我", "喜欢", "苹果"].map((text, index) => ({
  ...{ text, known: true, special: false, language: null },
  segment: index < 3 ? ("a" as const) : ("b" as const),
}));
const two = {
  ...viewOf("a b c d e f", [Array.from({ length: 36 }, (_, at) => ((at * 5) % 6) / 15)]),
  tokens: pairTokens,
  keyTokens: pairTokens,
};

describe.each(themes)("the gallery, %s", (theme) => {
  it("draws the strip", async () => {
    await expect(stripSvg(data, { ...base, theme, width: 800 })).toMatchFileSnapshot(`gallery/strip-${theme}.svg`);
  });
  it("draws the matrix", async () => {
    await expect(matrixSvg(data, { ...matrix, theme })).toMatchFileSnapshot(`gallery/matrix-${theme}.svg`);
  });
});

describe("the gallery", () => {
  it("strikes masked cells through", async () => {
    const svg = matrixSvg(causal, { ...matrix, theme: "light", title: "causal" });
    expect(svg.match(/<path/g)).toHaveLength(3);
    await expect(svg).toMatchFileSnapshot("gallery/matrix-causal.svg");
  });
  it("writes under a weight what it changed by", async () => {
    const before = Float32Array.of(1, 0, 0, 0.4, 0.6, 0, 0.25, 0.56, 0.19);
    const svg = stripSvg({ ...causal, before }, { ...base, theme: "light", width: 800, pair: { query: 2, key: 1 } });
    expect(svg.match(/>[+−]0/g)).toHaveLength(2);
    await expect(svg).toMatchFileSnapshot("gallery/strip-changed.svg");
  });
  it("sets one text above the other", async () => {
    const cross = viewOf(
      "I like apples",
      [
        [0.8, 0.1, 0.1],
        [0.2, 0.7, 0.1],
        [0, 0.1, 0.9],
      ],
      "我 喜欢 苹果",
    );
    const svg = stripSvg(cross, { ...base, theme: "light", width: 800, pair: { query: 2, key: 2 } });
    await expect(svg).toMatchFileSnapshot("gallery/strip-cross.svg");
  });
  it("marks where the second of two texts begins", async () => {
    const strip = stripSvg(two, { ...base, theme: "light", width: 800 });
    await expect(strip).toMatchFileSnapshot("gallery/strip-pair.svg");
    await expect(matrixSvg(two, { ...matrix, theme: "light" })).toMatchFileSnapshot("gallery/matrix-pair.svg");
    expect(strip.match(/>B</g)).toHaveLength(1);
    expect(stripSvg(causal, { ...base, theme: "light", width: 800 })).not.toContain(">B<");
  });
  it("says at the legend that some weights go beyond the strongest shade", () => {
    const tokens = causal.tokens.map((token, index) => ({ ...token, special: index === 0 }));
    const special = { ...causal, tokens, keyTokens: tokens };
    expect(matrixSvg(special, { ...matrix, theme: "light" })).toContain(">≥ 0.70<");
    expect(matrixSvg(causal, { ...matrix, theme: "light" })).toContain(">1.00<");
  });
  it("scales the strip to the row where it is asked for", () => {
    const [whole, row] = (["matrix", "row"] as const).map((domain) =>
      stripSvg(causal, { ...base, domain, theme: "light", width: 800, pair: { query: 1, key: 1 } }),
    );
    const darkest = css(weightColour("light", 1));
    expect([whole!.includes(darkest), row!.includes(darkest)]).toEqual([false, true]);
  });
  it("shortens a very long word and keeps to its width", async () => {
    const odd = viewOf(`a ${"Donaudampfschifffahrt".repeat(20)} שלום مرحبا 👩‍👩‍👧 \u200d`, [
      Array.from({ length: 36 }, (_, at) => (at % 6) / 15),
    ]);
    const svg = stripSvg(odd, { ...base, theme: "light", width: 800 });
    await expect(svg).toMatchFileSnapshot("gallery/strip-odd.svg");
    await expect(matrixSvg(odd, { ...matrix, theme: "light" })).toMatchFileSnapshot("gallery/matrix-odd.svg");
    for (const [, x, width] of svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/g))
      expect(Number(x) + Number(width)).toBeLessThanOrEqual(848);
  });
  it("wraps on a narrow picture and drops the arcs", () => {
    const svg = stripSvg(causal, { ...base, theme: "light", width: 200 });
    expect(svg).not.toContain("<path");
  });
  it("keeps a large matrix to a size that opens", () => {
    const words = Array.from({ length: 600 }, (_, index) => `w${index}`).join(" ");
    const large = viewOf(words, [Array.from({ length: 360_000 }, (_, index) => (index % 7) / 7)]);
    const svg = matrixSvg(large, { ...matrix, theme: "light" });
    expect(svg.match(/<rect/g)!.length).toBeLessThan(256 * 256 + 10);
  });
});

describe("text in a picture", () => {
  it("is never markup, and never breaks the file", () => {
    const odd = viewOf("<script> \ud800\u0001&", [
      [1, 0],
      [0.5, 0.5],
    ]);
    const svg = stripSvg(odd, { ...base, theme: "light", width: 800, title: '"<b>' });
    expect(svg).not.toContain("<script>");
    expect(svg).toContain("&#60;script&#62;");
    expect(svg).toContain("\ufffd␁&#38;");
    expect(svg).toContain('<title id="title">&#34;&#60;b&#62;</title>');
  });
});

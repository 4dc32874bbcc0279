import { describe, expect, it } from "vitest";
import { endOf, liesDown, linesFrame, spaced, tokenAt, type LinesInput } from "../../../web/render/lines-frame.ts";
import { allLines, linesOfToken, mostLines, sourceOfLines, type LinesScene } from "../../../web/render/lines-scene.ts";
import { linesSvg } from "../../../web/render/lines-svg.ts";
import { inks } from "../../../web/render/colours.ts";
import { viewOf } from "./sample.ts";

const input: LinesInput = {
  nQueries: 3,
  nKeys: 3,
  queryLabel: 40,
  keyLabel: 40,
  available: 360,
  tallest: 600,
  lying: false,
};

describe("the frame", () => {
  it("has two columns, tokens one under the other", () => {
    const frame = linesFrame(input);
    const [x, y] = endOf(frame, "query", 0);
    expect(endOf(frame, "query", 2)).toEqual([x, y + 2 * frame.step.query]);
    expect(endOf(frame, "key", 0)).toEqual([360 - x, y]);
  });
  it("has two rows when it lies", () => {
    const frame = linesFrame({ ...input, lying: true });
    const [x, y] = endOf(frame, "query", 0);
    expect(endOf(frame, "query", 1)).toEqual([x + frame.step.query, y]);
    expect(endOf(frame, "key", 0)[1]).toBeGreaterThan(y);
  });
  it("sets fewer tokens in the middle of more", () => {
    const frame = linesFrame({ ...input, nKeys: 1 });
    expect(endOf(frame, "key", 0)[1]).toBe(endOf(frame, "query", 1)[1]);
  });
  it("is never taller than it may be", () =>
    expect(linesFrame({ ...input, nQueries: 512, nKeys: 512 }).height).toBeLessThanOrEqual(608));
  it("lies for Chinese that has room", () => {
    const tokens = viewOf("我 喜欢 苹果", []).tokens;
    expect(liesDown(tokens, 360)).toBe(true);
    expect(liesDown(tokens, 40)).toBe(false);
    expect(liesDown(viewOf("I like apples", []).tokens, 360)).toBe(false);
  });
});

describe("the token at a point", () => {
  const frame = linesFrame(input);
  it("is that of the half it lies in", () => {
    expect(tokenAt(frame, 10, endOf(frame, "query", 1)[1])).toEqual({ side: "query", index: 1 });
    expect(tokenAt(frame, 300, endOf(frame, "key", 2)[1])).toEqual({ side: "key", index: 2 });
  });
  it("is none beyond the last", () => expect(tokenAt(frame, 10, frame.height + 20)).toBeNull());
});

describe("labels", () => {
  it("are all written where they have room", () => expect(spaced([2, 0, 1], 20, 14)).toEqual([2, 0, 1]));
  it("give way to more important ones", () => expect(spaced([2, 0, 1, 3, 4, 5], 7, 14)).toEqual([2, 0, 4]));
});

const data = viewOf("a b c", [
  [0.9, 0.1, 0],
  [0.01, 0.5, 0.49],
  [0, 0.2, 0.8],
]);
const scene = (more: Partial<LinesScene> = {}): LinesScene => ({
  data,
  heads: [{ name: "", weights: data.weights }],
  pair: { query: 1, key: 2 },
  direction: "to",
  pointed: null,
  max: 0.9,
  theme: "light",
  inks: inks.light,
  fontFamily: "sans-serif",
  frame: linesFrame(input),
  queryLabels: ["a", "b", "c"],
  keyLabels: ["a", "b", "c"],
  ...more,
});

describe("the lines", () => {
  it("are those above a thirtieth of the largest weight, the strongest on top", () => {
    const lines = allLines(scene());
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)!.from).toEqual(endOf(linesFrame(input), "query", 0));
    expect(lines.map(({ width }) => width)).toEqual(lines.map(({ width }) => width).sort((a, b) => a - b));
  });
  it("that stand out are the pinned query's, or those of the token pointed at", () => {
    expect(sourceOfLines(scene())).toEqual({ side: "query", index: 1 });
    expect(sourceOfLines(scene({ direction: "by" }))).toEqual({ side: "key", index: 2 });
    expect(sourceOfLines(scene({ pointed: { side: "key", index: 0 } }))).toEqual({ side: "key", index: 0 });
  });
  it("of a key come from the queries", () => {
    const lines = linesOfToken(scene(), { side: "key", index: 2 });
    expect(lines).toHaveLength(2);
    expect(new Set(lines.map(({ to }) => to.join()))).toEqual(new Set([endOf(linesFrame(input), "key", 2).join()]));
  });
  it("of several heads have colours of their own and lie beside each other", () => {
    const heads = ["0.0", "1.0"].map((name) => ({ name, weights: data.weights }));
    const [first, second] = linesOfToken(scene({ heads }), { side: "query", index: 1 }).slice(-2);
    expect(first!.colour).not.toBe(second!.colour);
    expect(first!.from).not.toEqual(second!.from);
  });
  it.each([[0.5], [0]])(
    "of a long text of equal weights %f are not too many, and not none if there are any",
    (weight) => {
      const n = 200;
      const long = { ...data, nQueries: n, nKeys: n, weights: new Float32Array(n * n).fill(weight) };
      const frame = linesFrame({ ...input, nQueries: n, nKeys: n });
      const lines = allLines(scene({ data: long, heads: [{ name: "", weights: long.weights }], max: weight, frame }));
      expect(lines.length).toBeLessThanOrEqual(mostLines);
      expect(lines.length > 0).toBe(weight > 0);
    },
  );
});

describe("the SVG", () => {
  const options = {
    theme: "light" as const,
    title: "Lines <of> it",
    width: 400,
    fontFamily: "sans-serif",
    measure: (text: string) => text.length * 7,
    direction: "to" as const,
    pair: { query: 1, key: 2 },
    sides: "left: query",
    notes: ["Special tokens are hidden."],
    tallest: 600,
  };
  it("has every label, its title and what it must say", () => {
    const svg = linesSvg(data, { ...options, heads: [{ name: "", weights: data.weights }] });
    expect(svg).toContain("Lines &#60;of&#62; it");
    expect(svg).toContain("left: query · Special tokens are hidden.");
    expect(svg.match(/<text/g)).toHaveLength(7);
  });
  it("names the heads when there are several", () => {
    const heads = ["4.0", "8.8"].map((name) => ({ name, weights: data.weights }));
    const svg = linesSvg(data, { ...options, heads });
    expect(svg).toContain(">4.0</text>");
    expect(svg).toContain(">8.8</text>");
  });
});

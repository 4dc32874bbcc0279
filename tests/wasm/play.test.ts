import { describe, expect, it } from "vitest";
import type { AttentionRun, PlayArguments } from "../../web/engine/types.ts";
import { useEngine } from "../engine.ts";

const engine = useEngine();
const texts = (run: AttentionRun) => run.tokens.map((token) => token.text);
const weightsOf = async (text: string, options: PlayArguments = {}) =>
  (await (await engine().play(text, options)).attention()).weights;

describe("play()", () => {
  it("tells the sizes and the options in full", async () => {
    const run = await engine().play("I like apples", { nHeads: 4, mask: "causal" });
    expect([run.nLayers, run.nHeads, run.dModel, run.headDim]).toEqual([1, 4, 100, 25]);
    expect(run.options).toMatchObject({ nHeads: 4, mask: "causal", score: "scaled_dot", temperature: 1 });
    expect(run.keyTokens).toBe(run.tokens);
  });

  it("gives the same numbers whenever and in whatever order they are asked for", async () => {
    const first = await engine().play("I like apples", { nHeads: 2 });
    const before = await first.attention({ head: 1 });
    const second = await engine().play("我喜欢吃苹果", { score: "cosine" });
    await second.attention();
    const [again, others] = await Promise.all([first.attention({ head: 1 }), second.attention()]);
    expect(again).toEqual(before);
    expect(others.weights).toHaveLength(16);
  });

  it("keeps its own copy of the options", async () => {
    const mask: { cells: [number, number][] } = { cells: [[0, 1]] };
    const run = await engine().play("a cat", { mask });
    const { weights } = await run.attention();
    mask.cells.push([1, 1]);
    await engine().play("another text");
    expect((await run.attention()).weights).toEqual(weights);
  });

  it("repeats a seed's numbers and changes them with the seed", async () => {
    const one = await weightsOf("I like apples", { seed: 7 });
    expect(await weightsOf("I like apples", { seed: 7 })).toEqual(one);
    expect(await weightsOf("I like apples", { seed: 8 })).not.toEqual(one);
  });

  it("keeps an unknown word as a flagged token with a zero vector", async () => {
    const run = await engine().play("I like qwzxv");
    expect(run.tokens[2]).toMatchObject({ text: "qwzxv", known: false });
    expect((await run.trace("e")).data.subarray(200).every((value) => value === 0)).toBe(true);
  });

  it("makes keys of the second text with against", async () => {
    const run = await engine().play("I like to eat apples", { against: "我喜欢吃苹果" });
    const { nQueries, nKeys, weights } = await run.attention();
    expect([nQueries, nKeys, weights.length]).toEqual([5, 4, 20]);
    expect(run.keyTokens.map((token) => token.text)).toEqual(["我", "喜欢", "吃", "苹果"]);
    expect((await run.trace("x", { of: "keys" })).shape).toEqual([4, 100]);
    expect((await run.trace("x")).shape).toEqual([5, 100]);
  });

  it("joins both texts with pair, and masks from one to the other", async () => {
    const run = await engine().play("I eat", { pair: "吃 apples", mask: "a_to_b" });
    expect(run.tokens.map(({ text, segment, start }) => [text, segment, start])).toEqual([
      ["I", "a", 0],
      ["eat", "a", 2],
      ["吃", "b", 0],
      ["apples", "b", 2],
    ]);
    const { weights } = await run.attention();
    expect([weights[0], weights[1]]).toEqual([0, 0]);
    expect(weights[2]! + weights[3]!).toBeCloseTo(1, 6);
  });

  it("takes tokens set by hand, one of them as it is", async () => {
    const run = await engine().play({ tokens: ["我", "苹果吃", "Apples"] });
    expect(run.tokens.map(({ text, start, end, known }) => [text, start, end, known])).toEqual([
      ["我", null, null, true],
      ["苹果吃", null, null, false],
      ["Apples", null, null, true],
    ]);
    expect((await engine().play("apples", { against: { tokens: ["苹果"] } })).keyTokens).toHaveLength(1);
  });

  it("hides punctuation when asked to", async () => {
    const text = "I like apples, 苹果。";
    expect(texts(await engine().play(text))).toContain("。");
    expect(texts(await engine().play(text, { punctuation: false }))).toEqual(["I", "like", "apples", "苹果"]);
  });

  it("computes one token, and a long text", async () => {
    expect(await weightsOf("apples")).toEqual(Float32Array.of(1));
    const long = await engine().play("apples ".repeat(1500));
    expect((await long.attention()).weights).toHaveLength(1500 * 1500);
  });

  it.each([
    ["lone surrogates", "\ud800apple \udc00 \udfff"],
    ["control characters", "a\u0000b\u0007 c\u202e d"],
    ["right to left", "שלום עולם مرحبا"],
    ["emoji", "👩‍👩‍👧 🇨🇳 I ❤️ 🍎"],
    ["HTML", "<img src=x onerror=alert(1)>"],
  ])("takes %s: tokens lie in the text as typed", async (_, text) => {
    const run = await engine().play(text);
    for (const token of run.tokens) expect(text.slice(token.start!, token.end!)).toBe(token.text);
    const { weights, nQueries, nKeys } = await run.attention();
    for (let i = 0; i < nQueries; i++)
      expect(weights.subarray(i * nKeys, (i + 1) * nKeys).reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 5);
  });

  it("blocks cells, and lets those outside the matrix be", async () => {
    const weights = await weightsOf("I like apples", {
      mask: {
        cells: [
          [0, 1],
          [2, 0],
          [9, 9],
        ],
      },
    });
    expect(Array.from(weights, (weight) => weight === 0)).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  it("takes given offsets", async () => {
    const ones = new Array<number>(100).fill(1);
    const zeros = new Array<number>(100).fill(0);
    const run = await engine().play("apples", { offsets: { q: ones, k: zeros, v: zeros } });
    const [x, q] = [(await run.trace("x")).data, (await run.trace("q")).data];
    expect(q).toEqual(x.map((value) => Math.fround(value + 1)));
  });

  it("gives zero weights to a query that sees nothing", async () => {
    expect(await weightsOf("apples", { mask: "not_self" })).toEqual(Float32Array.of(0));
  });

  it("sums to 1 over queries or over all when asked to", async () => {
    const weights = await weightsOf("I like apples", { over: "all" });
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    const columns = await weightsOf("I like apples", { over: "queries" });
    expect(columns[0]! + columns[3]! + columns[6]!).toBeCloseTo(1, 5);
  });
});

describe("trace()", () => {
  it("has one head's numbers or those of all heads side by side", async () => {
    const run = await engine().play("I like apples", { nHeads: 5 });
    expect((await run.trace("q", { head: 3 })).shape).toEqual([3, 20]);
    expect((await run.trace("output", { head: 3 })).shape).toEqual([3, 20]);
    expect((await run.trace("output")).shape).toEqual([3, 100]);
  });

  it("shows the seeded matrices of the options that have them", async () => {
    const projected = await engine().play("apples", { qkv: "projection", score: "general", position: "sinusoidal" });
    expect((await projected.trace("w_q")).shape).toEqual([100, 100]);
    expect((await projected.trace("general_w")).shape).toEqual([100, 100]);
    expect((await projected.trace("p")).shape).toEqual([1, 100]);
    const additive = await engine().play("apples", { score: "additive", nHeads: 10 });
    expect((await additive.trace("additive_w_k")).shape).toEqual([10, 10]);
    expect((await additive.trace("additive_w")).shape).toEqual([1, 10]);
  });
});

it("takes offsets as trace() gives them", async () => {
  const run = await engine().play("I eat apples", { seed: 7 });
  const [q, k, v] = await Promise.all((["u_q", "u_k", "u_v"] as const).map(async (u) => (await run.trace(u)).data));
  if (!q || !k || !v) throw new Error("no offsets");
  const again = await engine().play("I eat apples", { offsets: { q, k, v } });
  expect((await again.attention()).weights).toEqual((await run.attention()).weights);
});

describe("explain()", () => {
  it("names what applies to the options and nothing else", async () => {
    const run = await engine().play("I like apples", {
      position: "alibi",
      mask: "causal",
      normalizer: "top_k",
      topK: 1,
    });
    const { values, vectors } = await run.explain({ query: 1, key: 2 });
    expect(values).toMatchObject({ mask: -Infinity, masked_score: -Infinity, weight: 0, kept: 0 });
    expect(values).toHaveProperty("bias");
    expect(values).not.toHaveProperty("q_norm");
    expect(vectors.x_query).toHaveLength(100);
    expect(vectors.residual).toHaveLength(0);
  });
});

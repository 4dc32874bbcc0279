/** The article's example, 我喜欢吃苹果, against float64 arithmetic on the bundled vectors that shares no code with the engine. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { at } from "../../scripts/lib/paths.mjs";
import type { AttentionRun, TraceName } from "../../web/engine/types.ts";
import { useEngine } from "../engine.ts";

const words = ["我", "喜欢", "吃", "苹果"];
const dModel = 100;

/** Word vectors straight from the files: scale · int8 row. */
function readVectors(): number[][] {
  const file = readFileSync(at("web/data/zh.safetensors"));
  const headerLength = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString("utf8", 8, 8 + headerLength)) as Record<
    string,
    { data_offsets: [number, number] }
  >;
  const start = (name: string) => 8 + headerLength + header[name]!.data_offsets[0];
  const vocabulary = readFileSync(at("web/data/zh.vocab.tsv"), "utf8").split("\n");
  return words.map((word) => {
    const row = vocabulary.findIndex((line) => line.startsWith(`${word}\t`));
    const scale = file.readFloatLE(start("vectors.scale") + 4 * row);
    return Array.from({ length: dModel }, (_, d) => scale * file.readInt8(start("vectors") + row * dModel + d));
  });
}

const dot = (a: number[], b: number[]) => a.reduce((sum, x, d) => sum + x * b[d]!, 0);
const plus = (a: number[], b: number[]) => a.map((x, d) => x + b[d]!);
function softmax(scores: number[]): number[] {
  const exps = scores.map((score) => Math.exp(score));
  const total = exps.reduce((sum, e) => sum + e, 0);
  return exps.map((e) => e / total);
}
const weighted = (weights: number[], vectors: number[][]) =>
  vectors[0]!.map((_, d) => weights.reduce((sum, weight, j) => sum + weight * vectors[j]![d]!, 0));

const scores = {
  scaled_dot: (q: number[], k: number[]) => dot(q, k) / Math.sqrt(dModel),
  cosine: (q: number[], k: number[]) => dot(q, k) / Math.sqrt(dot(q, q) * dot(k, k)),
};

function expectClose(got: Float32Array, want: number[][]): void {
  expect(got.length).toBe(want.flat().length);
  want
    .flat()
    .forEach((value, i) => expect(Math.abs(got[i]! - value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(value))));
}

describe.each(["scaled_dot", "cosine"] as const)("the article's recipe with score %s", (score) => {
  const engine = useEngine();
  let run: AttentionRun;
  let x: number[][];
  let q: number[][];
  let k: number[][];
  let v: number[][];
  const traced = async (name: TraceName) => (await run.trace(name)).data;

  beforeAll(async () => {
    run = await engine().play("我喜欢吃苹果", { score, residual: true });
    x = readVectors();
    const offset = async (name: TraceName) => Array.from(await traced(name));
    const [uQ, uK, uV] = [await offset("u_q"), await offset("u_k"), await offset("u_v")];
    q = x.map((vector) => plus(vector, uQ));
    k = x.map((vector) => plus(vector, uK));
    v = x.map((vector) => plus(vector, uV));
  });

  it("cuts the sentence into its four words, all known", () => {
    expect(run.tokens.map(({ text, start, end }) => [text, start, end])).toEqual([
      ["我", 0, 1],
      ["喜欢", 1, 3],
      ["吃", 3, 4],
      ["苹果", 4, 6],
    ]);
    expect(run.tokens.every((token) => token.known && token.language === "zh")).toBe(true);
  });

  it("draws three offsets from N(0, 0.1²)", async () => {
    const drawn = [...(await traced("u_q")), ...(await traced("u_k")), ...(await traced("u_v"))];
    const mean = drawn.reduce((sum, u) => sum + u, 0) / drawn.length;
    const deviation = Math.sqrt(drawn.reduce((sum, u) => sum + (u - mean) ** 2, 0) / drawn.length);
    expect(new Set(drawn).size).toBeGreaterThan(290);
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(deviation).toBeGreaterThan(0.09);
    expect(deviation).toBeLessThan(0.11);
  });

  it("adds them to the word vectors: x, q, k, v", async () => {
    expectClose(await traced("x"), x);
    expectClose(await traced("q"), q);
    expectClose(await traced("k"), k);
    expectClose(await traced("v"), v);
  });

  it("scores, weighs, mixes the values and adds the query's own", async () => {
    const wantedScores = q.map((query) => k.map((key) => scores[score](query, key)));
    const wantedWeights = wantedScores.map(softmax);
    const wantedContext = wantedWeights.map((row) => weighted(row, v));
    const attention = await run.attention();
    expectClose(attention.scores, wantedScores);
    expectClose(attention.maskedScores, wantedScores);
    expectClose(attention.weights, wantedWeights);
    expectClose(await traced("context"), wantedContext);
    expectClose(
      await traced("output"),
      wantedContext.map((context, i) => plus(context, v[i]!)),
    );
  });

  it("explains a pair by the same numbers, to the bit", async () => {
    const { weights, scores: all } = await run.attention();
    for (const [query, key] of [
      [1, 3],
      [0, 0],
      [3, 2],
    ] as const) {
      const { values, vectors } = await run.explain({ query, key });
      expect(values.weight).toBe(weights[query * 4 + key]);
      expect(values.score).toBe(all[query * 4 + key]);
      expectClose(vectors.terms, [q[query]!.map((value, d) => value * k[key]![d]!)]);
      expect(values.sum).toBeCloseTo(dot(q[query]!, k[key]!), 4);
      expectClose(vectors.weighted_value, [v[key]!.map((value) => value * weights[query * 4 + key]!)]);
    }
  });
});

/** Numbers that PyTorch, Keras, Dive into Deep Learning and LLMs-from-scratch print, through attend(). */
import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeWithData, testData } from "../data.ts";
import { useEngine } from "../engine.ts";
import type { Tensor } from "../../web/engine/types.ts";
import { type Padding, type Sequence, decoderLayer, encoderLayer } from "./transformer-layer.ts";

type Matrix = number[][];
interface Case {
  name: string;
  kind: "attention" | "self_attention" | "masked_softmax" | "encoder_layer" | "decoder_layer" | "encoder";
  activation: "relu" | "gelu";
  atol: number;
  src: Sequence;
  tgt: Sequence;
  memory: Sequence;
  src_key_padding_mask: Padding;
  tgt_key_padding_mask: Padding;
  memory_key_padding_mask: Padding;
  layers: number;
  query: Matrix[];
  key: Matrix[];
  value: Matrix[];
  valid_lens: number[];
  x: Matrix;
  Wq: Matrix;
  Wk: Matrix;
  Wv: Matrix;
  scale: number;
  scores_lower_triangle: Matrix;
  expected: unknown;
  expected_scores: Matrix;
  expected_weights: unknown;
  expected_weights_row1: number[];
  expected_scores_row1_unscaled: number[];
}

const file = "conformance/framework-attention.json";
const cases: Case[] = existsSync(testData(file))
  ? (JSON.parse(readFileSync(testData(file), "utf8")) as { cases: Case[] }).cases
  : [];
const ofKind = (...kinds: Case["kind"][]) => cases.filter(({ kind }) => kinds.includes(kind));
const named = (part: string) => cases.find(({ name }) => name.includes(part))!;

function expectClose(got: Iterable<number>, wanted: unknown, atol: number): void {
  const want = (wanted as number[][][]).flat(Infinity) as unknown as number[];
  const differences = Array.from(got, (value, i) => Math.abs(value - want[i]!));
  expect(differences).toHaveLength(want.length);
  expect(Math.max(...differences)).toBeLessThanOrEqual(atol);
}

/** [n, d] as one batch entry with one head. */
const oneHead = (matrix: Matrix): Tensor => ({
  data: Float32Array.from(matrix.flat()),
  shape: [1, 1, matrix.length, matrix[0]!.length],
});
const times = (x: Matrix, w: Matrix): Matrix =>
  x.map((row) => w[0]!.map((_, j) => row.reduce((sum, value, i) => sum + value * w[i]![j]!, 0)));

describeWithData("attend() gives the numbers that other projects print", [file], () => {
  const engine = useEngine();

  it.each(ofKind("encoder_layer", "encoder"))("$name", async (c) => {
    let x = c.src;
    for (let layer = 0; layer < (c.layers ?? 1); layer++)
      x = await encoderLayer(engine(), x, c.src_key_padding_mask, c.activation);
    expectClose(x.flat(2), c.expected, c.atol);
  });

  it.each(ofKind("decoder_layer"))("$name", async (c) => {
    const paddings = { target: c.tgt_key_padding_mask, memory: c.memory_key_padding_mask };
    const x = await decoderLayer(engine(), c.tgt, c.memory, paddings, c.activation);
    expectClose(x.flat(2), c.expected, c.atol);
  });

  it("Keras: dot-product attention without a scale", async () => {
    const c = named("keras");
    const inputs = { q: oneHead(c.query[0]!), k: oneHead(c.key[0]!), v: oneHead(c.value[0]!) };
    const result = await engine().attend(inputs, { scale: c.scale, qkOutput: "weights" });
    expectClose(result.output.data, c.expected, c.atol);
    expectClose(result.qk!.data, c.expected_weights, c.atol);
  });

  it("Dive into Deep Learning: masked softmax over valid lengths", async () => {
    const c = named("d2l");
    const values = Array.from({ length: 40 }, (_, i) => i);
    const result = await engine().attend(
      {
        q: { data: Float32Array.of(0.3, -1.2, 2, 0.7), shape: [2, 1, 1, 2] },
        k: { data: new Float32Array(40).fill(1), shape: [2, 1, 10, 2] },
        v: { data: Float32Array.from([...values, ...values]), shape: [2, 1, 10, 4] },
        kvLengths: Int32Array.from(c.valid_lens),
      },
      { qkOutput: "weights" },
    );
    expectClose(result.output.data, c.expected, c.atol);
    expectClose(result.qk!.data, c.expected_weights, c.atol);
  });

  it("LLMs-from-scratch: self-attention without parameters", async () => {
    const c = named("simple self-attention");
    const x = oneHead(c.x);
    const raw = await engine().attend({ q: x, k: x, v: x }, { scale: c.scale, qkOutput: "raw" });
    expectClose(raw.qk!.data, c.expected_scores, c.atol);
    const weighed = await engine().attend({ q: x, k: x, v: x }, { scale: c.scale, qkOutput: "weights" });
    expectClose(weighed.qk!.data, c.expected_weights, c.atol);
    expectClose(weighed.output.data, c.expected, c.atol);
  });

  it("LLMs-from-scratch: scaled dot-product self-attention", async () => {
    const c = named("W_q,W_k,W_v");
    const inputs = { q: oneHead(times(c.x, c.Wq)), k: oneHead(times(c.x, c.Wk)), v: oneHead(times(c.x, c.Wv)) };
    const n = c.x.length;
    const raw = await engine().attend(inputs, { scale: 1, qkOutput: "raw" });
    expectClose(raw.qk!.data.subarray(n, 2 * n), c.expected_scores_row1_unscaled, c.atol);
    const weighed = await engine().attend(inputs, { qkOutput: "weights" });
    expectClose(weighed.qk!.data.subarray(n, 2 * n), c.expected_weights_row1, c.atol);
    expectClose(weighed.output.data, c.expected, c.atol);
  });

  it("LLMs-from-scratch: causal mask, then softmax", async () => {
    const c = named("causal mask");
    const n = c.scores_lower_triangle.length;
    // With the unit vectors as keys, q·k is the given score.
    const square = (at: (i: number, j: number) => number) =>
      oneHead(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => at(i, j))));
    const identity = square((i, j) => (i === j ? 1 : 0));
    const q = square((i, j) => c.scores_lower_triangle[i]![j] ?? 9);
    const result = await engine().attend({ q, k: identity, v: identity }, { causal: true, scale: c.scale });
    expectClose(result.output.data, c.expected, c.atol);
  });
});

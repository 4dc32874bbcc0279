/** Encoder–decoders that give labels: the decoder reads the text again, and the head what it has made of its end. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithData, testData } from "../data.ts";
import { useEngine } from "../engine.ts";
import { withTensors } from "./stored.ts";

const labels = ["no", "perhaps", "yes"];
const some = (n: number, seed: number) => Float32Array.from({ length: n }, (_, i) => ((i * 37 + seed) % 29) / 14 - 1);

describeWithData("an encoder–decoder with labels", ["fixtures/bart", "fixtures/t5"], () => {
  const engine = useEngine();
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), "attn-labels-"));
  });
  afterAll(() => rmSync(root, { recursive: true }));

  function make(name: "bart" | "t5", d: number) {
    const [from, folder] = [testData(`fixtures/${name}`), path.join(root, name)];
    const head = { dense: some(d * d, 1), denseBias: some(d, 2), out: some(3 * d, 3), outBias: some(3, 4) };
    cpSync(from, folder, { recursive: true });
    const tensors = {
      "classification_head.dense.weight": { shape: [d, d], data: head.dense },
      "classification_head.dense.bias": { shape: [d], data: head.denseBias },
      "classification_head.out_proj.weight": { shape: [3, d], data: head.out },
      "classification_head.out_proj.bias": { shape: [3], data: head.outBias },
    };
    writeFileSync(`${folder}/model.safetensors`, withTensors(`${from}/model.safetensors`, tensors));
    const config = JSON.parse(readFileSync(`${from}/config.json`, "utf8")) as object;
    const architectures = [`${name === "bart" ? "Bart" : "T5"}ForSequenceClassification`];
    const id2label = Object.fromEntries(labels.map((label, i) => [i, label]));
    writeFileSync(`${folder}/config.json`, JSON.stringify({ ...config, architectures, id2label }));
    return { folder, head };
  }

  it.each([
    ["bart", 40, { eos: 2, start: 2 }],
    ["t5", 48, { eos: 1, start: 0 }],
  ] as const)("of %s", async (name, d, { eos, start }) => {
    const { folder, head } = make(name, d);
    const model = await engine().loadModel(folder, { weights: "float32" });
    expect(model.info).toMatchObject({ head: "classifier", labels, generates: false, encoderDecoder: true });
    const run = await model.run({ ids: [5, 9, 30, eos, 22] });
    expect(run.decoderTokens.map(({ id }) => id)).toEqual([start, 5, 9, 30]);
    const { data } = await run.hidden(-1);
    const last = data.subarray(3 * d);
    const dot = (matrix: Float32Array, row: number, x: ArrayLike<number>) =>
      Array.from(x).reduce((sum, value, i) => sum + value * (matrix[row * d + i] ?? NaN), 0);
    const inner = Array.from(last, (_, i) => Math.tanh(dot(head.dense, i, last) + (head.denseBias[i] ?? NaN)));
    const logits = await run.logits();
    expect(logits?.shape).toEqual([3]);
    labels.forEach((_, i) =>
      expect(logits?.data[i]).toBeCloseTo(dot(head.out, i, inner) + (head.outBias[i] ?? NaN), 4),
    );
    expect((await run.candidates())?.map(({ text }) => text).sort()).toEqual(labels);
    const withoutEnd = await model.run({ ids: [5, 9, 30] });
    expect(withoutEnd.decoderTokens.map(({ id }) => id)).toEqual([start, 5, 9]);
    await model.dispose();
  });
});

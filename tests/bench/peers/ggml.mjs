// ggml by @wllama/wllama, which runs in browsers only and whole models only: a layer is the difference of two of them.
/* global Blob */
import { layerOf } from "../reference-layer.mjs";
import { layerInput, maxTokens, modelFile, tokensOf } from "./ggml-model.mjs";

const wasmFile = "/tests/bench/node_modules/@wllama/wllama/esm/wasm/wllama.wasm";
const [fewLayers, manyLayers] = [1, 5];
/** Its GELU is one by tanh, from a table of halves. */
const tolerance = 0.02;

const settings = {
  embeddings: true,
  pooling_type: "mean",
  n_ctx: maxTokens,
  n_batch: maxTokens,
  n_ubatch: maxTokens,
  n_gpu_layers: 0,
  n_parallel: 1,
  warmup: false,
};

async function load(work, inputs, nLayers, threads) {
  const { Wllama, LoggerWithoutDebug } = await import("@wllama/wllama/esm/index.js");
  const model = new Wllama({ default: wasmFile }, { logger: LoggerWithoutDebug, suppressNativeLog: true });
  await model.loadModel([new Blob([modelFile(work, inputs, nLayers)])], { ...settings, n_threads: threads });
  return model;
}

/** The mean of the rows, so long that its numbers are about 1, as those of a row are. */
function pooled(rows, d) {
  const sums = new Float64Array(d);
  rows.forEach((x, at) => (sums[at % d] += x));
  return scaled(sums);
}
function scaled(row) {
  const factor = Math.sqrt(row.length / row.reduce((sum, x) => sum + x * x, 0));
  return row.map((x) => x * factor);
}

/** How far a model of one layer is from float64. */
async function errorOf(model, work, inputs) {
  const { data, usage } = await model.createEmbedding({ input: tokensOf(work.n, 0) });
  if (usage.prompt_tokens !== work.n) throw new Error(`ggml made ${usage.prompt_tokens} tokens of ${work.n}.`);
  const got = scaled(data[0].embedding);
  const want = pooled(layerOf(work, { ...inputs, x: layerInput(work) }), work.d);
  return got.reduce((worst, x, c) => Math.max(worst, Math.abs(x - want[c])), 0);
}

export const ggml = (threads) => ({
  name: "ggml",
  supports: ({ kind, isInt8 }) => kind === "layer" && !isInt8,
  async prepare(work, inputs) {
    const few = await load(work, inputs, fewLayers, threads);
    const many = await load(work, inputs, manyLayers, threads);
    let turn = 0;
    const jobOf = (model) => ({ run: () => model.createEmbedding({ input: tokensOf(work.n, ++turn) }) });
    return {
      ...jobOf(many),
      less: jobOf(few),
      parts: manyLayers - fewLayers,
      error: await errorOf(few, work, inputs),
      tolerance,
      dispose: () => Promise.all([few.exit(), many.exit()]),
    };
  },
});

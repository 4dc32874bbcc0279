// The bundled model whole, beside the same graph and weights in onnxruntime-web; every weight of every head is kept by both.
import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-web";
import { at } from "../../../scripts/lib/paths.mjs";
import { layerNodes } from "../peers/onnx-layers.mjs";
import { constant, model as onnxModel, node } from "../peers/onnx-writer.mjs";

ort.env.logLevel = "error";

const [nLayers, d, heads, dMlp] = [12, 384, 12, 1536];

/** float32 values of the file's tensors by name, int8 rows times their scales. */
function readTensors() {
  const file = readFileSync(at("web/models/e5-small/model.safetensors"));
  const headerBytes = Number(file.readBigUInt64LE(0));
  const header = JSON.parse(file.toString("utf8", 8, 8 + headerBytes));
  const bytesOf = ({ data_offsets: [from, to] }) => file.subarray(8 + headerBytes + from, 8 + headerBytes + to);
  const floats = (bytes) => new Float32Array(Uint8Array.from(bytes).buffer);
  return (name) => {
    const info = header[name];
    if (info.dtype === "F32") return floats(bytesOf(info));
    const [rows, scales] = [Int8Array.from(bytesOf(info)), floats(bytesOf(header[`${name}.scale`]))];
    return Float32Array.from(rows, (x, i) => ((x << 24) >> 24) * scales[Math.floor(i / info.shape[1])]);
  };
}

/** [out, in] as the product's right side [in, out]. */
const transposed = (w, nIn) => {
  const nOut = w.length / nIn;
  return Float32Array.from(w, (_, i) => w[(i % nOut) * nIn + Math.floor(i / nOut)]);
};

function layerValues(tensor, layer) {
  const of = (name) => tensor(`encoder.layer.${layer}.${name}`);
  const matrix = (name, nIn = d) => transposed(of(`${name}.weight`), nIn);
  const parts = ["query", "key", "value"].map((name) => matrix(`attention.self.${name}`));
  const wQkv = new Float32Array(3 * d * d);
  for (let i = 0; i < d; i++)
    for (const [part, w] of parts.entries()) wQkv.set(w.subarray(i * d, (i + 1) * d), i * 3 * d + part * d);
  const bQkv = Float32Array.from(["query", "key", "value"].flatMap((x) => [...of(`attention.self.${x}.bias`)]));
  return {
    wQkv,
    bQkv,
    wOut: matrix("attention.output.dense"),
    bOut: of("attention.output.dense.bias"),
    gamma1: of("attention.output.LayerNorm.weight"),
    beta1: of("attention.output.LayerNorm.bias"),
    wUp: matrix("intermediate.dense"),
    bUp: of("intermediate.dense.bias"),
    wDown: matrix("output.dense", dMlp),
    bDown: of("output.dense.bias"),
    gamma2: of("output.LayerNorm.weight"),
    beta2: of("output.LayerNorm.bias"),
  };
}

/** From the sum of the embeddings on. */
function graph(tensor, n, isInt8) {
  const work = { n, d, heads, dMlp, isInt8 };
  const nodes = [node("LayerNormalization", ["x", "gamma", "beta"], ["hidden0"], { epsilon: { float: 1e-12 } })];
  const constants = [
    constant("gamma", [d], tensor("embeddings.LayerNorm.weight")),
    constant("beta", [d], tensor("embeddings.LayerNorm.bias")),
  ];
  const outputs = { hidden12: [1, n, d] };
  for (let layer = 0; layer < nLayers; layer++) {
    const names = { input: `hidden${layer}`, output: `hidden${layer + 1}`, prefix: `layer${layer}_` };
    const made = layerNodes(work, layerValues(tensor, layer), names);
    nodes.push(...made.nodes);
    constants.push(...made.constants);
    outputs[`layer${layer}_weights`] = [1, heads, n, n];
  }
  return onnxModel({ nodes, constants, inputs: { x: [1, n, d] }, outputs });
}

export const idsOf = (n) => Int32Array.from({ length: n }, (_, i) => 5 + ((i * 7919) % 3000));

/** A job that runs the whole model on n tokens; the first one says on how many threads all of them run. */
export async function ortJob(n, isInt8, threads = 1) {
  ort.env.wasm.numThreads = threads;
  const tensor = readTensors();
  const bytes = graph(tensor, n, isInt8);
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"], logSeverityLevel: 3 });
  const [words, positions, types] = ["word", "position", "token_type"].map((x) =>
    tensor(`embeddings.${x}_embeddings.weight`),
  );
  const x = new Float32Array(n * d);
  for (const [i, id] of idsOf(n).entries())
    for (let c = 0; c < d; c++) x[i * d + c] = words[id * d + c] + positions[i * d + c] + types[c];
  const feeds = { x: new ort.Tensor("float32", x, [1, n, d]) };
  let last;
  return {
    async run() {
      last = await session.run(feeds);
    },
    hidden: () => last.hidden12.data,
    dispose: () => session.release(),
  };
}

export function ourJob(model, n) {
  const ids = idsOf(n);
  // The numbers of what was run last are there already: two texts take turns.
  const other = ids.with(0, 4);
  let [last, turn] = [null, 0];
  return {
    async run() {
      last = await model.run({ ids: turn++ % 2 ? other : ids });
    },
    hidden: async () => (await last.hidden(-1)).data,
    latest: () => last,
    dispose: () => undefined,
  };
}

/** What a layer is made of, as the kernels' own cases have it. */
export const partsOf = (n) => ({
  products: [
    [n, d, 3 * d],
    [n, d, d],
    [n, d, dMlp],
    [n, dMlp, d],
  ],
  heads,
  headDim: d / heads,
  nLayers,
});

// onnxruntime-web with its WebAssembly backend, one thread. It copies inputs in and outputs out on each run.
import * as ort from "onnxruntime-web";
import { int8Graph, layerGraph } from "./onnx-layers.mjs";
import { constant, model, node } from "./onnx-writer.mjs";

ort.env.wasm.numThreads = 1;
ort.env.logLevel = "error";

function matmulModel({ n, d, m, isConstant }, { b }) {
  return model({
    nodes: [node("MatMul", ["a", "b"], ["output"])],
    constants: isConstant ? [constant("b", [d, m], b)] : [],
    inputs: { a: [n, d], ...(!isConstant && { b: [d, m] }) },
    outputs: { output: [n, m] },
  });
}

const attentionShapes = ({ heads, n, d, wantsWeights }) => ({
  inputs: { q: [1, heads, n, d], k: [1, heads, n, d], v: [1, heads, n, d] },
  outputs: { output: [1, heads, n, d], ...(wantsWeights && { weights: [1, heads, n, n] }) },
});

/** ONNX's own operator. */
function attentionOperator(work) {
  const outputs = work.wantsWeights ? ["output", "", "", "weights"] : ["output"];
  const attributes = { is_causal: Number(work.isCausal), ...(work.wantsWeights && { qk_matmul_output_mode: 3 }) };
  return model({ nodes: [node("Attention", ["q", "k", "v"], outputs, attributes)], ...attentionShapes(work) });
}

/** Operator by operator, as most exported models have it. */
function attentionGraph(work) {
  const { n, d, isCausal } = work;
  const mask = Float32Array.from({ length: n * n }, (_, cell) => (cell % n > Math.floor(cell / n) ? -1e30 : 0));
  const masking = [node("Add", ["scaled", "mask"], ["masked"])];
  return model({
    nodes: [
      node("Transpose", ["k"], ["kt"], { perm: [0, 1, 3, 2] }),
      node("MatMul", ["q", "kt"], ["scores"]),
      node("Mul", ["scores", "scale"], ["scaled"]),
      ...(isCausal ? masking : []),
      node("Softmax", [isCausal ? "masked" : "scaled"], ["weights"]),
      node("MatMul", ["weights", "v"], ["output"]),
    ],
    constants: [
      constant("scale", [], Float32Array.of(1 / Math.sqrt(d))),
      ...(isCausal ? [constant("mask", [n, n], mask)] : []),
    ],
    ...attentionShapes(work),
  });
}

/** The graph of a case; attention has two. */
function modelOf(work, inputs, attentionModel) {
  if (work.kind === "matmul") return matmulModel(work, inputs);
  if (work.kind === "int8") return model(int8Graph(work, inputs));
  return work.kind === "layer" ? model(layerGraph(work, inputs)) : attentionModel(work);
}

function feedsOf(work, inputs) {
  if (work.kind === "layer") return { x: new ort.Tensor("float32", inputs.x, [1, work.n, work.d]) };
  if (work.kind === "attention") {
    const shape = [1, work.heads, work.n, work.d];
    return Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, new ort.Tensor("float32", x, shape)]));
  }
  const { n, d, m, isConstant } = work;
  const a = new ort.Tensor("float32", inputs.a, [n, d]);
  return isConstant ? { a } : { a, b: new ort.Tensor("float32", inputs.b, [d, m]) };
}

const peer = (name, attentionModel, supports) => async () => ({
  name,
  supports,
  async prepare(work, inputs) {
    const bytes = modelOf(work, inputs, attentionModel);
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ["wasm"], logSeverityLevel: 3 });
    const feeds = feedsOf(work, inputs);
    let last;
    return {
      async run() {
        last = await session.run(feeds);
      },
      read: () => ({ output: last.output.data, weights: last.weights?.data }),
      dispose: () => session.release(),
    };
  },
});

export const ortGraph = peer("ort-web", attentionGraph, ({ kind, quantizesRows }) => kind !== "int8" || quantizesRows);
export const ortAttention = peer("ort-web Attention", attentionOperator, ({ kind }) => kind === "attention");

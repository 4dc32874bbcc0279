// onnxruntime: its WebAssembly build, which copies inputs in and outputs out on each run, or its native one.
import * as web from "onnxruntime-web";
import { int8Graph, layerGraph } from "./onnx-layers.mjs";
import { constant, model, node } from "./onnx-writer.mjs";

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
  const attributes = {
    is_causal: Number(work.isCausal),
    ...(work.softcap && { softcap: { float: work.softcap } }),
    ...(work.wantsWeights && { qk_matmul_output_mode: 3 }),
  };
  return model({ nodes: [node("Attention", ["q", "k", "v"], outputs, attributes)], ...attentionShapes(work) });
}

/** Operator by operator, as most exported models have it. */
function attentionGraph(work) {
  const { n, d, isCausal, softcap } = work;
  const mask = Float32Array.from({ length: n * n }, (_, cell) => (cell % n > Math.floor(cell / n) ? -1e30 : 0));
  const score = softcap ? "capped" : "scaled";
  const masking = [node("Add", [score, "mask"], ["masked"])];
  const capping = [
    node("Div", ["scaled", "cap"], ["share"]),
    node("Tanh", ["share"], ["bent"]),
    node("Mul", ["bent", "cap"], ["capped"]),
  ];
  return model({
    nodes: [
      node("Transpose", ["k"], ["kt"], { perm: [0, 1, 3, 2] }),
      node("MatMul", ["q", "kt"], ["scores"]),
      node("Mul", ["scores", "scale"], ["scaled"]),
      ...(softcap ? capping : []),
      ...(isCausal ? masking : []),
      node("Softmax", [isCausal ? "masked" : score], ["weights"]),
      node("MatMul", ["weights", "v"], ["output"]),
    ],
    constants: [
      constant("scale", [], Float32Array.of(1 / Math.sqrt(d))),
      ...(softcap ? [constant("cap", [], Float32Array.of(softcap))] : []),
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

function feedsOf({ Tensor }, work, inputs) {
  if (work.kind === "layer") return { x: new Tensor("float32", inputs.x, [1, work.n, work.d]) };
  if (work.kind === "attention") {
    const shape = [1, work.heads, work.n, work.d];
    return Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, new Tensor("float32", x, shape)]));
  }
  const { n, d, m, isConstant } = work;
  const a = new Tensor("float32", inputs.a, [n, d]);
  return isConstant ? { a } : { a, b: new Tensor("float32", inputs.b, [d, m]) };
}

const isGraph = ({ kind, quantizesRows }) => kind !== "int8" || quantizesRows;

const peer = (name, ort, options, { attentionModel = attentionGraph, supports = isGraph } = {}) => ({
  name,
  supports,
  async prepare(work, inputs) {
    const bytes = modelOf(work, inputs, attentionModel);
    const session = await ort.InferenceSession.create(bytes, { ...options, logSeverityLevel: 3 });
    const feeds = feedsOf(ort, work, inputs);
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

/** Attention by ONNX's own operator and by a graph, each where the other may be faster. */
export function ortWeb(threads = 1) {
  web.env.wasm.numThreads = threads;
  web.env.logLevel = "error";
  const options = { executionProviders: ["wasm"] };
  const operator = { attentionModel: attentionOperator, supports: ({ kind }) => kind === "attention" };
  return [peer("ort-web", web, options), peer("ort-web Attention", web, options, operator)];
}

/** What a program without a browser gets: wider registers, fused steps. Its threads must not spin while others are timed. */
export function ortNode(ort, threads) {
  const options = {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
  return peer("ort-node", ort, options);
}

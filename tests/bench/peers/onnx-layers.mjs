// Products with int8 parameters and an encoder layer as ONNX graphs, as quantisers and exporters write them.
import { layerTensors } from "../cases.mjs";
import { constant, node } from "./onnx-writer.mjs";

/** Columns of b [d, m] as integers −127 … 127 with their scales. */
function quantizeColumns(b, d, m) {
  const scales = new Float32Array(m);
  for (let at = 0; at < b.length; at++) scales[at % m] = Math.max(scales[at % m], Math.abs(b[at]) / 127);
  return { integers: Int8Array.from({ length: d * m }, (_, at) => Math.round(b[at] / scales[at % m])), scales };
}

/** `output` = `input` · b, the rows of the input being quantised to 8 bits while it runs. */
function int8Product(input, output, b, [d, m]) {
  const { integers, scales } = quantizeColumns(b, d, m);
  const [q, scale, zero, sum, real, factor] = ["q", "scale", "zero", "sum", "real", "factor"].map(
    (x) => `${output}_${x}`,
  );
  return {
    constants: [constant(`${output}_b`, [d, m], integers), constant(`${output}_scales`, [m], scales)],
    nodes: [
      node("DynamicQuantizeLinear", [input], [q, scale, zero]),
      node("MatMulInteger", [q, `${output}_b`, zero], [sum]),
      node("Cast", [sum], [real], { to: 1 }),
      node("Mul", [scale, `${output}_scales`], [factor]),
      node("Mul", [real, factor], [output]),
    ],
  };
}

export function int8Graph({ n, d, m }, { b }) {
  return { ...int8Product("a", "output", b, [d, m]), inputs: { a: [n, d] }, outputs: { output: [n, m] } };
}

/**
 * An encoder layer after norms and residuals as BERT has them. Its weights are `${prefix}weights` [1, heads, n, n].
 *
 * @param {{ input?: string, output?: string, prefix?: string }} names of its ends, and what goes before the names between
 */
export function layerNodes(work, values, { input = "x", output = "output", prefix = "" } = {}) {
  const { n, d, heads, isInt8 } = work;
  const shapes = layerTensors(work);
  const own = (name) => (name === "x" ? input : name === "output" ? output : prefix + name);
  const nodes = [];
  const constants = [];
  const add = (operator, inputs, result, attributes) =>
    nodes.push(node(operator, inputs.map(own), [own(result)], attributes));
  const keep = (name, shape, numbers) => constants.push(constant(own(name), shape, numbers));
  function dense(from, to, b, [rows, columns], bias) {
    const product = isInt8
      ? int8Product(own(from), own(`${to}_product`), b, [rows, columns])
      : {
          constants: [constant(own(`${to}_b`), [rows, columns], b)],
          nodes: [node("MatMul", [own(from), own(`${to}_b`)], [own(`${to}_product`)])],
        };
    constants.push(...product.constants);
    nodes.push(...product.nodes);
    add("Add", [`${to}_product`, bias], to);
  }
  for (const name of ["bOut", "bUp", "bDown", "gamma1", "beta1", "gamma2", "beta2"])
    keep(name, shapes[name], values[name]);
  keep("scale", [], Float32Array.of(1 / Math.sqrt(d / heads)));
  keep("split", [4], BigInt64Array.of(1n, BigInt(n), BigInt(heads), BigInt(d / heads)));
  keep("joined", [3], BigInt64Array.of(1n, BigInt(n), BigInt(d)));
  for (const [part, name] of ["q", "k", "v"].entries()) {
    const columns = Float32Array.from(
      { length: d * d },
      (_, at) => values.wQkv[Math.floor(at / d) * 3 * d + part * d + (at % d)],
    );
    keep(`${name}_bias`, [d], values.bQkv.slice(part * d, (part + 1) * d));
    dense("x", name, columns, [d, d], `${name}_bias`);
    const perm = name === "k" ? [0, 2, 3, 1] : [0, 2, 1, 3];
    add("Reshape", [name, "split"], `${name}_split`);
    add("Transpose", [`${name}_split`], `${name}_heads`, { perm });
  }
  add("MatMul", ["q_heads", "k_heads"], "scores");
  add("Mul", ["scores", "scale"], "scaled");
  add("Softmax", ["scaled"], "weights");
  add("MatMul", ["weights", "v_heads"], "contexts");
  add("Transpose", ["contexts"], "beside", { perm: [0, 2, 1, 3] });
  add("Reshape", ["beside", "joined"], "context");
  const epsilon = { float: 1e-12 };
  dense("context", "attended", values.wOut, shapes.wOut, "bOut");
  add("Add", ["attended", "x"], "sum1");
  add("LayerNormalization", ["sum1", "gamma1", "beta1"], "middle", { epsilon });
  dense("middle", "up", values.wUp, shapes.wUp, "bUp");
  add("Gelu", ["up"], "mlp");
  dense("mlp", "down", values.wDown, shapes.wDown, "bDown");
  add("Add", ["down", "middle"], "sum2");
  add("LayerNormalization", ["sum2", "gamma2", "beta2"], "output", { epsilon });
  return { nodes, constants };
}

export const layerGraph = (work, values) => ({
  ...layerNodes(work, values),
  inputs: { x: [1, work.n, work.d] },
  outputs: { output: [1, work.n, work.d] },
});

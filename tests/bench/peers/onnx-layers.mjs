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

export function layerGraph(work, values) {
  const { n, d, heads, isInt8 } = work;
  const shapes = layerTensors(work);
  const vectors = ["bOut", "bUp", "bDown", "gamma1", "beta1", "gamma2", "beta2"];
  const constants = vectors.map((name) => constant(name, shapes[name], values[name]));
  const nodes = [];
  function dense(input, output, b, [rows, columns], bias) {
    const product = isInt8
      ? int8Product(input, `${output}_product`, b, [rows, columns])
      : {
          constants: [constant(`${output}_b`, [rows, columns], b)],
          nodes: [node("MatMul", [input, `${output}_b`], [`${output}_product`])],
        };
    constants.push(...product.constants);
    nodes.push(...product.nodes, node("Add", [`${output}_product`, bias], [output]));
  }
  constants.push(constant("scale", [], Float32Array.of(1 / Math.sqrt(d / heads))));
  constants.push(constant("split", [4], BigInt64Array.of(1n, BigInt(n), BigInt(heads), BigInt(d / heads))));
  constants.push(constant("joined", [3], BigInt64Array.of(1n, BigInt(n), BigInt(d))));
  for (const [part, name] of ["q", "k", "v"].entries()) {
    const columns = Float32Array.from(
      { length: d * d },
      (_, at) => values.wQkv[Math.floor(at / d) * 3 * d + part * d + (at % d)],
    );
    constants.push(constant(`${name}_bias`, [d], values.bQkv.slice(part * d, (part + 1) * d)));
    dense("x", name, columns, [d, d], `${name}_bias`);
    const perm = name === "k" ? [0, 2, 3, 1] : [0, 2, 1, 3];
    nodes.push(node("Reshape", [name, "split"], [`${name}_split`]));
    nodes.push(node("Transpose", [`${name}_split`], [`${name}_heads`], { perm }));
  }
  nodes.push(
    node("MatMul", ["q_heads", "k_heads"], ["scores"]),
    node("Mul", ["scores", "scale"], ["scaled"]),
    node("Softmax", ["scaled"], ["weights"]),
    node("MatMul", ["weights", "v_heads"], ["contexts"]),
    node("Transpose", ["contexts"], ["beside"], { perm: [0, 2, 1, 3] }),
    node("Reshape", ["beside", "joined"], ["context"]),
  );
  const epsilon = { float: 1e-12 };
  dense("context", "attended", values.wOut, shapes.wOut, "bOut");
  nodes.push(node("Add", ["attended", "x"], ["sum1"]));
  nodes.push(node("LayerNormalization", ["sum1", "gamma1", "beta1"], ["middle"], { epsilon }));
  dense("middle", "up", values.wUp, shapes.wUp, "bUp");
  nodes.push(node("Gelu", ["up"], ["mlp"]));
  dense("mlp", "down", values.wDown, shapes.wDown, "bDown");
  nodes.push(node("Add", ["down", "middle"], ["sum2"]));
  nodes.push(node("LayerNormalization", ["sum2", "gamma2", "beta2"], ["output"], { epsilon }));
  return { nodes, constants, inputs: { x: [1, n, d] }, outputs: { output: [1, n, d] } };
}

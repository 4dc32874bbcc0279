// Just enough of ONNX's protobuf format to write small graphs.
import { concat } from "./bytes.mjs";

function varint(n) {
  const out = [];
  for (; n > 127; n = Math.floor(n / 128)) out.push((n % 128) | 128);
  return [...out, n];
}
const integer = (field, n) => [...varint(field << 3), ...varint(n)];
const nested = (field, ...parts) => {
  const inner = concat(parts);
  return concat([varint((field << 3) | 2), varint(inner.length), inner]);
};
const text = (field, value) => nested(field, new TextEncoder().encode(value));

const floatType = 1;
/** ONNX's numbers for what an array holds. */
const typeOf = (values) => (values instanceof Int8Array ? 3 : values instanceof BigInt64Array ? 7 : floatType);
const floatAttribute = 1;
const integerAttribute = 2;
const integersAttribute = 7;

function valueInfo(field, [name, dimensions]) {
  const shape = dimensions.map((n) => nested(1, integer(1, n)));
  return nested(field, text(1, name), nested(2, nested(1, integer(1, floatType), nested(2, ...shape))));
}

function attribute([name, value]) {
  if (typeof value === "object" && "float" in value) {
    const bytes = new Uint8Array(Float32Array.of(value.float).buffer);
    return nested(5, text(1, name), [(2 << 3) | 5, ...bytes], integer(20, floatAttribute));
  }
  const isList = Array.isArray(value);
  const content = isList ? value.map((n) => integer(8, n)) : [integer(3, value)];
  return nested(5, text(1, name), ...content, integer(20, isList ? integersAttribute : integerAttribute));
}

/** Attributes are integers, lists of integers, or { float }. */
export function node(operator, inputs, outputs, attributes = {}) {
  const ends = [...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name))];
  return nested(1, ...ends, text(4, operator), ...Object.entries(attributes).map(attribute));
}

export function constant(name, dimensions, values) {
  const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return nested(5, ...dimensions.map((n) => integer(1, n)), integer(2, typeOf(values)), text(8, name), nested(9, raw));
}

/** Inputs and outputs are { name: dimensions }. */
export function model({ nodes, constants = [], inputs, outputs }) {
  const values = (field, named) => Object.entries(named).map((entry) => valueInfo(field, entry));
  const graph = [...nodes, text(2, "bench"), ...constants, ...values(11, inputs), ...values(12, outputs)];
  const irVersion = 10;
  const operatorSet = nested(8, text(1, ""), integer(2, 23));
  return concat([integer(1, irVersion), nested(7, ...graph), operatorSet]);
}

// Just enough of ggml's file format to write small models.
import { concat } from "./bytes.mjs";

const alignment = 32;
const [uint32, int32, float32, bool, string, array] = [4, 5, 6, 7, 8, 9];
const bytesOf = (numbers) => new Uint8Array(numbers.buffer);
const u32 = (n) => bytesOf(Uint32Array.of(n));
const u64 = (n) => bytesOf(BigUint64Array.of(BigInt(n)));
const encoder = new TextEncoder();
function text(value) {
  const bytes = encoder.encode(value);
  return concat([u64(bytes.length), bytes]);
}
const padded = (bytes) => concat([bytes, new Uint8Array(-bytes.length & (alignment - 1))]);

const kinds = {
  uint32: (n) => [u32(uint32), u32(n)],
  float32: (x) => [u32(float32), bytesOf(Float32Array.of(x))],
  bool: (is) => [u32(bool), Uint8Array.of(Number(is))],
  text: (value) => [u32(string), text(value)],
  texts: (values) => [u32(array), u32(string), u64(values.length), ...values.map(text)],
  int32s: (values) => [u32(array), u32(int32), u64(values.length), bytesOf(Int32Array.from(values))],
  float32s: (values) => [u32(array), u32(float32), u64(values.length), bytesOf(Float32Array.from(values))],
};

/** @param {Record<string, { [kind: string]: unknown }>} fields each with one of the kinds above */
const fieldBytes = (fields) =>
  Object.entries(fields).map(([name, field]) => {
    const [[kind, value]] = Object.entries(field);
    return concat([text(name), ...kinds[kind](value)]);
  });

/**
 * A file of float32 tensors.
 *
 * @param {[name: string, shape: number[], values: Float32Array][]} tensors each [rows, columns], or one of these
 */
export function gguf(fields, tensors) {
  const metadata = fieldBytes(fields);
  let offset = 0;
  const infos = tensors.map(([name, shape, values]) => {
    // Its shapes begin with what lies side by side; float32 is number 0.
    const info = [text(name), u32(shape.length), ...shape.toReversed().map(u64), u32(0), u64(offset)];
    offset += padded(bytesOf(values)).length;
    return concat(info);
  });
  const head = [encoder.encode("GGUF"), u32(3), u64(tensors.length), u64(metadata.length), ...metadata, ...infos];
  return concat([padded(concat(head)), ...tensors.map(([, , values]) => padded(bytesOf(values)))]);
}

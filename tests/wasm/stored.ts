/** Safetensors files that tests take apart and put together. */
import { readFileSync } from "node:fs";

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}
export type Header = Record<string, Entry>;

/** A file's header, without its metadata, and the bytes behind it. */
export function readStored(file: string): { header: Header; data: Buffer } {
  const bytes = readFileSync(file);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__: _, ...header } = JSON.parse(bytes.subarray(8, start).toString()) as Header;
  return { header, data: bytes.subarray(start) };
}

/** What stands before the tensors' bytes. */
export function headerBytes(header: Header): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json]);
}

/** The file with more tensors of float32. */
export function withTensors(file: string, tensors: Record<string, { shape: number[]; data: Float32Array }>): Buffer {
  const { header, data } = readStored(file);
  let end = data.length;
  for (const [name, tensor] of Object.entries(tensors)) {
    header[name] = { dtype: "F32", shape: tensor.shape, data_offsets: [end, end + tensor.data.byteLength] };
    end += tensor.data.byteLength;
  }
  const more = Object.values(tensors).map((tensor) => Buffer.from(tensor.data.buffer));
  return Buffer.concat([headerBytes(header), data, ...more]);
}

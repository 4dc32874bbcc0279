/** Reading the safetensors format: u64 length of a JSON header, the header, then the raw little-endian tensors. */
import { AttentionError } from "../engine/errors.ts";

export interface RawTensor {
  /** As the format names it: "I8", "F32" … */
  dtype: string;
  shape: number[];
  /** A view of the file's bytes, row-major. */
  bytes: Uint8Array;
}

const LENGTH_BYTES = 8;
const bytesPerValue: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
};

const bad = (problem: string) =>
  new AttentionError("bad_vectors", `This is not a whole safetensors file: ${problem}.`, {
    reason: "safetensors",
    problem,
  });

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [begin: number, end: number];
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every(isCount);

function isHeaderEntry(value: unknown): value is HeaderEntry {
  if (value === null || typeof value !== "object") return false;
  const entry = value as Record<string, unknown>;
  return typeof entry.dtype === "string" && isCounts(entry.shape) && isCounts(entry.data_offsets);
}

function parseHeader(buffer: ArrayBuffer): { header: Record<string, unknown>; dataStart: number } {
  if (buffer.byteLength < LENGTH_BYTES) throw bad("it is shorter than its header");
  const length = new DataView(buffer).getBigUint64(0, true);
  if (length > BigInt(buffer.byteLength - LENGTH_BYTES)) throw bad("it is shorter than its header says");
  const dataStart = LENGTH_BYTES + Number(length);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(buffer, LENGTH_BYTES, Number(length)));
    const header: unknown = JSON.parse(text);
    if (header !== null && typeof header === "object" && !Array.isArray(header))
      return { header: header as Record<string, unknown>, dataStart };
  } catch {
    throw bad("its header is not JSON");
  }
  throw bad("its header is not a JSON object");
}

function readTensor(buffer: ArrayBuffer, dataStart: number, name: string, entry: unknown): RawTensor {
  if (!isHeaderEntry(entry)) throw bad(`tensor "${name}" has no dtype, shape and data_offsets`);
  const size = bytesPerValue[entry.dtype];
  const [begin = 0, end = 0] = entry.data_offsets;
  if (size === undefined) throw bad(`tensor "${name}" has the unknown dtype "${entry.dtype}"`);
  if (end - begin !== entry.shape.reduce((product, length) => product * length, size))
    throw bad(`tensor "${name}" has another size than its shape says`);
  if (end > buffer.byteLength - dataStart) throw bad(`tensor "${name}" ends after the file's end`);
  return { dtype: entry.dtype, shape: entry.shape, bytes: new Uint8Array(buffer, dataStart + begin, end - begin) };
}

/** Tensors by name, as views of `buffer`. @throws AttentionError bad_vectors */
export function parseSafetensors(buffer: ArrayBuffer): Record<string, RawTensor> {
  const { header, dataStart } = parseHeader(buffer);
  const entries = Object.entries(header).filter(([name]) => name !== "__metadata__");
  return Object.fromEntries(entries.map(([name, entry]) => [name, readTensor(buffer, dataStart, name, entry)]));
}

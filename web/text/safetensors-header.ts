/**
 * The header of a safetensors file: u64 length, then JSON that says of each tensor its dtype, its shape and where its bytes
 * lie among those that follow. Files come from anywhere, so everything that the format promises is checked.
 * https://github.com/huggingface/safetensors#format
 */

/** Bytes per value. */
const sizeOf = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
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
} as const;

/** As safetensors names them. */
export type Dtype = keyof typeof sizeOf;

export interface HeaderTensor {
  name: string;
  dtype: Dtype;
  shape: readonly number[];
  /** Bytes of the file. */
  begin: number;
  end: number;
}

export interface Header {
  /** In the order of their bytes. */
  tensors: HeaderTensor[];
  metadata: Map<string, string>;
}

/** What is wrong with a file, as the end of a sentence. */
export class SafetensorsProblem extends Error {
  override readonly name = "SafetensorsProblem";
}
const problem = (text: string) => new SafetensorsProblem(text);

export const LENGTH_BYTES = 8;
/** The limit of the format's own implementation: no real header comes near it. */
const MAX_HEADER_BYTES = 100_000_000;
const METADATA = "__metadata__";

/** Reads the first 8 bytes. @returns where the tensors' bytes begin @throws SafetensorsProblem */
export function dataStart(head: Uint8Array, fileBytes: number): number {
  if (head.length < LENGTH_BYTES || fileBytes < LENGTH_BYTES) throw problem("it is shorter than its header");
  const length = new DataView(head.buffer, head.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) throw problem(`its header says to be ${length} bytes long`);
  if (length < 2n) throw problem("its header is empty");
  if (Number(length) > fileBytes - LENGTH_BYTES) throw problem("it is shorter than its header says");
  return LENGTH_BYTES + Number(length);
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every(isCount);
const own = (entry: Json, key: string): unknown => (Object.hasOwn(entry, key) ? entry[key] : undefined);

/** JSON.parse takes the last of two equal keys without a word. `text` is known to be JSON. */
function refuseDuplicateKeys(text: string) {
  const open: (Set<string> | null)[] = [];
  let last = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else if (token === ":") {
      const key = JSON.parse(last) as string;
      const keys = open.at(-1)!;
      if (keys?.has(key)) throw problem(`"${key}" is in its header twice`);
      keys?.add(key);
    }
    last = token;
  }
}

function parseJson(bytes: Uint8Array): Json {
  if (bytes[0] !== 0x7b) throw problem("its header does not begin with {");
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw problem("its header is not UTF-8");
  }
  try {
    json = JSON.parse(text);
  } catch {
    throw problem("its header is not JSON");
  }
  refuseDuplicateKeys(text);
  return json as Json;
}

function readMetadata(value: unknown): Map<string, string> {
  if (value === undefined) return new Map();
  if (!isObject(value) || Object.values(value).some((each) => typeof each !== "string"))
    throw problem(`${METADATA} in its header is not a table of strings`);
  return new Map(Object.entries(value as Record<string, string>));
}

function readTensor(name: string, entry: unknown, start: number, fileBytes: number): HeaderTensor {
  const [dtype, shape, offsets] = isObject(entry)
    ? ["dtype", "shape", "data_offsets"].map((key) => own(entry, key))
    : [];
  if (typeof dtype !== "string" || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    throw problem(`tensor "${name}" has no dtype, shape and data_offsets`);
  if (!Object.hasOwn(sizeOf, dtype)) throw problem(`tensor "${name}" has the unknown dtype "${dtype}"`);
  const bytes = shape.reduce((product, length) => product * length, sizeOf[dtype as Dtype]);
  const [begin, end] = offsets as [number, number];
  if (!Number.isSafeInteger(bytes) || end - begin !== bytes)
    throw problem(`tensor "${name}" has ${end - begin} bytes, but ${dtype} [${shape.join(", ")}] takes ${bytes}`);
  if (end > fileBytes - start) throw problem(`tensor "${name}" ends after the file's end`);
  return { name, dtype: dtype as Dtype, shape, begin: start + begin, end: start + end };
}

/** Every byte after the header belongs to exactly one tensor. */
function refuseGaps(tensors: readonly HeaderTensor[], start: number, fileBytes: number) {
  let at = start;
  for (const { name, begin, end } of tensors) {
    if (begin !== at)
      throw problem(`tensor "${name}" ${begin < at ? "overlaps the one before it" : "leaves a gap before it"}`);
    at = end;
  }
  if (at !== fileBytes) throw problem(`${fileBytes - at} bytes after its last tensor belong to none`);
}

/**
 * @param json the header's bytes, without the length before them
 * @param fileBytes the whole file's length
 * @throws SafetensorsProblem
 */
export function parseHeader(json: Uint8Array, fileBytes: number): Header {
  const start = LENGTH_BYTES + json.length;
  const entries = new Map(Object.entries(parseJson(json)));
  const metadata = readMetadata(entries.get(METADATA));
  entries.delete(METADATA);
  const tensors = Array.from(entries, ([name, entry]) => readTensor(name, entry, start, fileBytes));
  // Empty tensors come before the one that begins where they do.
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  refuseGaps(tensors, start, fileBytes);
  return { tensors, metadata };
}

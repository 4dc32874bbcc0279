/** The tensors of a model's safetensors files, read one by one: no file is ever in memory as a whole. */
import { dataStart, LENGTH_BYTES, parseHeader, SafetensorsProblem } from "../safetensors-header.ts";
import { badModel, missingIn } from "./problems.ts";
import type { ModelSource, OpenTensors, ReadOptions, TensorChunks, TensorFiles, TensorInfo } from "./types.ts";

const SINGLE = "model.safetensors";
const INDEX = "model.safetensors.index.json";

interface ShardHeader {
  tensors: TensorInfo[];
  metadata: Map<string, string>;
}

async function readHeader(source: ModelSource, file: string, options: ReadOptions): Promise<ShardHeader> {
  const size = await source.size(file, options);
  if (size === null) throw missingIn(source, file);
  try {
    const head = await source.range(file, 0, Math.min(LENGTH_BYTES, size), options);
    const start = dataStart(head, size);
    const { tensors, metadata } = parseHeader(await source.range(file, LENGTH_BYTES, start, options), size);
    return { tensors: tensors.map((tensor) => ({ ...tensor, file })), metadata };
  } catch (error) {
    throw error instanceof SafetensorsProblem ? badModel(file, error.message) : error;
  }
}

/** The shard of each tensor, as the index says. */
async function readIndex(source: ModelSource, options: ReadOptions): Promise<Map<string, string>> {
  const json = await source.json(INDEX, options);
  const map: unknown = json !== null && typeof json === "object" && "weight_map" in json ? json.weight_map : null;
  if (map === null || typeof map !== "object" || Array.isArray(map))
    throw badModel(INDEX, "it has no weight_map from tensors to files");
  const entries = Object.entries(map as Record<string, unknown>);
  const wrong = entries.find(([, file]) => typeof file !== "string");
  if (wrong) throw badModel(INDEX, `weight_map has no file for "${wrong[0]}"`, { name: wrong[0] });
  return new Map(entries as [string, string][]);
}

async function readShards(source: ModelSource, options: ReadOptions): Promise<ShardHeader[]> {
  const index = await readIndex(source, options);
  const shards = new Map<string, ShardHeader>();
  for (const file of new Set(index.values())) shards.set(file, await readHeader(source, file, options));
  for (const [name, file] of index)
    if (!shards.get(file)!.tensors.some((tensor) => tensor.name === name))
      throw badModel(file, `the tensor "${name}" that ${INDEX} expects there is missing`, { name });
  return Array.from(shards.values());
}

async function readHeaders(source: ModelSource, options: ReadOptions): Promise<ShardHeader[]> {
  if ((await source.size(SINGLE, options)) !== null) return [await readHeader(source, SINGLE, options)];
  if ((await source.size(INDEX, options)) !== null) return readShards(source, options);
  throw missingIn(source, SINGLE, "models are read from safetensors, not from .bin, .pt, .gguf or .onnx");
}

const countValues = ({ shape }: TensorInfo) => shape.reduce((product, length) => product * length, 1);

class SourceTensors implements TensorFiles {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly bytes: number;
  readonly nParams: number;
  readonly #source: ModelSource;

  constructor(source: ModelSource, shards: readonly ShardHeader[]) {
    const tensors = new Map<string, TensorInfo>();
    for (const tensor of shards.flatMap((shard) => shard.tensors)) {
      const other = tensors.get(tensor.name);
      if (other)
        throw badModel(tensor.file, `the tensor "${tensor.name}" is in ${other.file} too`, { name: tensor.name });
      tensors.set(tensor.name, tensor);
    }
    this.#source = source;
    this.tensors = tensors;
    this.metadata = shards[0]?.metadata ?? new Map<string, string>();
    const all = Array.from(tensors.values());
    this.bytes = all.reduce((sum, { begin, end }) => sum + end - begin, 0);
    this.nParams = all.reduce((sum, tensor) => sum + countValues(tensor), 0);
  }

  stream({ file, begin, end }: TensorInfo, options: ReadOptions = {}) {
    return this.#source.stream(file, begin, end, options);
  }

  read({ file, begin, end }: TensorInfo, options: ReadOptions = {}) {
    return this.#source.range(file, begin, end, options);
  }

  *inFileOrder(wanted: Iterable<TensorInfo>, { signal, onProgress }: ReadOptions = {}): Iterable<TensorChunks> {
    const names = new Set(Array.from(wanted, (tensor) => tensor.name));
    const tensors = Array.from(this.tensors.values()).filter((tensor) => names.has(tensor.name));
    const total = tensors.reduce((sum, { begin, end }) => sum + end - begin, 0);
    const name = this.#source.name;
    let before = 0;
    for (const tensor of tensors) {
      const { begin, end } = tensor;
      const done = before;
      const report = (progress: { loaded: number }) =>
        onProgress?.({ name, loaded: done + progress.loaded - begin, total });
      yield { tensor, chunks: this.stream(tensor, { signal, onProgress: report }) };
      before += end - begin;
    }
  }
}

/** @throws AttentionError `model_file_missing`, `bad_model`, `fetch_failed`; AbortError */
export const openTensors: OpenTensors = async (source, options = {}) =>
  new SourceTensors(source, await readHeaders(source, options));

/**
 * From a model's files to tensors and tokens. Nothing here knows the engine, or what the numbers mean.
 *
 * 1. `locateModel()` (where the person is: a page, a script) makes plain data of what they gave: a `ModelLocation`.
 * 2. `openModel()` (in the worker, or in Node) makes a `ModelSource` of it: named files, read in part or whole.
 * 3. `openTensors(source)` reads the headers of its safetensors files, `loadTokenizer(source)` its tokenizer.
 *
 * All of them reject with an AttentionError: `model_file_missing` (404, not in the folder), `fetch_failed` (`details.reason`:
 * `status`, `cors`, `network`, `stalled`, `truncated`, `changed`), `bad_model` (a damaged file), `no_tokenizer` (none, or one that
 * cannot be used: `details.problem`); and with an AbortError when the signal fires.
 */
import type { Progress } from "../../engine/types.ts";
import type { Dtype } from "../safetensors-header.ts";

export type { Dtype };

export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** Told the bytes of this file so far, from the network or the cache. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** Where a model is, as plain data that survives postMessage. */
export type ModelLocation =
  /** Node: a folder of the disk. */
  | { kind: "folder"; name: string; path: string }
  /** Files from a drop or a file picker; `path` is relative to the model's folder. */
  | { kind: "files"; name: string; files: { path: string; blob: Blob }[] }
  /** `url` ends with "/"; the files lie beside each other under it. */
  | { kind: "url"; name: string; url: string };

/** The files of one model. Reads are exact: a range that the file does not have is an error, never a short answer. */
export interface ModelSource {
  /** For people: "distilgpt2", a folder's name. */
  readonly name: string;
  readonly location: ModelLocation;
  /** Whether ranges of network files are kept in this browser; false from a disk, without a secure context, or once there is no room. */
  readonly isCached: boolean;
  /** Bytes of a file; null where there is no such file. */
  size(file: string, options?: ReadOptions): Promise<number | null>;
  /** A whole file as UTF-8 text. */
  text(file: string, options?: ReadOptions): Promise<string>;
  /** A whole file as JSON; says which file is damaged. */
  json(file: string, options?: ReadOptions): Promise<unknown>;
  /** Bytes `begin` … `end` of a file. */
  range(file: string, begin: number, end: number, options?: ReadOptions): Promise<Uint8Array>;
  /** The same in chunks as they arrive, none held longer than its turn. Ranges asked for in order share one download. */
  stream(file: string, begin: number, end: number, options?: ReadOptions): AsyncGenerator<Uint8Array, void, undefined>;
  /** Ends open downloads and file handles. */
  close(): Promise<void>;
}

/** Where one tensor lies. */
export interface TensorInfo {
  name: string;
  dtype: Dtype;
  shape: readonly number[];
  /** The file, and its bytes there. */
  file: string;
  begin: number;
  end: number;
}

/** The tensors of a model, over all its shards. */
export interface TensorFiles {
  /** By name, in the order of the files. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** `__metadata__` of the first file. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Bytes of all tensors. */
  readonly bytes: number;
  /** Numbers that all tensors hold. */
  readonly nParams: number;
  /** One tensor's bytes, row-major little-endian, in chunks. */
  stream(tensor: TensorInfo, options?: ReadOptions): AsyncGenerator<Uint8Array, void, undefined>;
  /** One tensor's bytes at once: for small ones. */
  read(tensor: TensorInfo, options?: ReadOptions): Promise<Uint8Array>;
  /**
   * The wanted tensors in the order in which the files have them, so that each file is read once from front to back.
   * Take all chunks of one before going on to the next; progress counts the wanted bytes.
   */
  inFileOrder(wanted: Iterable<TensorInfo>, options?: ReadOptions): Iterable<TensorChunks>;
}

export interface TensorChunks {
  tensor: TensorInfo;
  chunks: AsyncIterable<Uint8Array>;
}

/** One token of a model, with where it stands in the text as typed. */
export interface EncodedToken {
  id: number;
  /** As the vocabulary has it: "▁like", "##ing", "Ġeat", "<0xE6>". */
  piece: string;
  /** What to show: the typed text of its range, with marks behind it that no other piece has; the piece itself where it has no range. */
  text: string;
  /**
   * Range in UTF-16 units of the text as typed (of the second text for `segment: "b"`), without the blanks around it;
   * null where the text has nothing for it: special tokens that the tokenizer added, a lone "▁" that it put in front.
   * Byte pieces of one character all have that character's range.
   */
  start: number | null;
  end: number | null;
  /** The number of its word: pieces of one word share it, counted through both texts. Null where `start` is null. */
  word: number | null;
  /** Added by the tokenizer rather than typed; of ids without a text, a special token. */
  special: boolean;
  /** Which text it came from; null for what the tokenizer added. */
  segment: "a" | "b" | null;
}

export interface Encoding {
  tokens: EncodedToken[];
  ids: number[];
  /** Token types: 0, and for a pair 1 where the tokenizer says so. */
  types: number[];
  /** Tokens of the text that `maxTokens` left out; 0 without it. */
  nCut: number;
}

export interface EncodeOptions {
  pair?: string | undefined;
  /** Default true. */
  addSpecial?: boolean | undefined;
  /** Cuts the end of the longer text until everything, special tokens included, fits. */
  maxTokens?: number | undefined;
}

export interface DecodeOptions {
  /** Default true. */
  skipSpecial?: boolean | undefined;
}

/** Text out of ids that come one by one: a character appears when its last byte is there. */
export interface DecodeStream {
  /** What can be said for sure after this id: often "". */
  push(id: number): string;
  /** What was held back. */
  end(): string;
}

export interface ModelTokenizer {
  /** Ids of the vocabulary with added tokens: the largest id + 1. */
  readonly vocabSize: number;
  /** By their names in tokenizer_config.json; absent where the model has none. */
  readonly special: Readonly<Partial<Record<"bos" | "eos" | "unk" | "pad" | "cls" | "sep" | "mask", number>>>;
  encode(text: string, options?: EncodeOptions): Encoding;
  decode(ids: readonly number[], options?: DecodeOptions): string;
  decodeStream(options?: DecodeOptions): DecodeStream;
  /** Tokens of ids that no text was typed for: their ranges are those in the text that they decode to. */
  fromIds(ids: readonly number[]): { text: string; tokens: EncodedToken[] };
  /** As the vocabulary has it; null where there is no such id. */
  piece(id: number): string | null;
  id(piece: string): number | null;
  isSpecial(id: number): boolean;
  /** The characters that one piece stands for, for people: "▁like" → " like", "Ġeat" → " eat"; bytes that are no whole character stay "<0xE6>". */
  text(id: number): string;
}

/** What a person gives: see `locateModel`. */
export type GivenModel =
  | string
  | URL
  | ModelLocation
  | Iterable<File>
  | { files: Iterable<File | { path: string; blob: Blob }>; name?: string };

/** What differs between a browser and Node, injected by the engine's platform. */
export interface ModelPlatform {
  fetch: typeof fetch;
  /** Opens a folder of the disk; absent in a browser. */
  openFolder?: ((location: ModelLocation & { kind: "folder" }) => ModelSource) | undefined;
  /** Parts of files that came over the network; null where nothing may be kept. */
  cache: PartCache | null;
  /** The page's own origin: requests to others may be refused by them. */
  origin?: string | undefined;
  /** How long a download may say nothing before it is tried anew, ms; default 20,000. */
  stallTimeout?: number | undefined;
}

/** What `locateModel` makes of a bare name, and where the bundled models are. */
export interface LocateOptions {
  /** The folder in which attn.wasm lies: models/e5-small/ is beside it. */
  baseUrl: string;
  /** Node: the folder of an installed model package, e.g. for "e5-small"; null where it is not installed. */
  findPackage?: ((name: string) => ModelLocation | null) | undefined;
  /** Node: whether a string is a folder of the disk. */
  findFolder?: ((path: string) => ModelLocation | null) | undefined;
}

/** A model that this browser keeps. */
export interface KeptFolder {
  /** The address that its files lie under. */
  url: string;
  bytes: number;
  /** Whether every file that was asked for is there to its end. */
  isComplete: boolean;
}

/** What is known of a file of the network. */
export interface FileFacts {
  /** −1 for a file that the server has not. */
  size: number;
  /** ETag, else Last-Modified; null where the server tells neither. */
  version: string | null;
}

/** Keeps the parts of files. Every method resolves, also where the browser refuses: a cache that fails is a cache that has nothing. */
export interface PartCache {
  facts(url: string): Promise<FileFacts | null>;
  setFacts(url: string, facts: FileFacts): Promise<void>;
  part(url: string, index: number): Promise<Uint8Array | null>;
  /** False where it could not be kept, as when the quota is used up. */
  setPart(url: string, index: number, bytes: Uint8Array<ArrayBuffer>): Promise<boolean>;
  /** Forgets every file whose address begins with this. */
  remove(urlPrefix: string): Promise<void>;
  list(): Promise<KeptFolder[]>;
}

/** Makes plain data of what a person gave: a folder's path or an URL or a hub id or "e5-small", dropped files, a location. */
export type LocateModel = (input: GivenModel, options: LocateOptions) => ModelLocation;
export type OpenModel = (location: ModelLocation, platform: ModelPlatform) => ModelSource;
/** Reads the headers of model.safetensors, or of the shards of model.safetensors.index.json. */
export type OpenTensors = (source: ModelSource, options?: ReadOptions) => Promise<TensorFiles>;
/** From tokenizer.json, else vocab.txt, else vocab.json with merges.txt. `modelType` is config.json's `model_type`. */
export type LoadTokenizer = (
  source: ModelSource,
  options?: ReadOptions & { modelType?: string | undefined },
) => Promise<ModelTokenizer>;

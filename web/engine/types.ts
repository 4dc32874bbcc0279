/**
 * The public types of the engine: the same in a browser (where the engine runs in a worker) and in Node.
 *
 * Shapes use the field's names: n_queries and n_keys count tokens, d_model is the length of a word vector,
 * head_dim = d_model / n_heads. Every matrix is row-major in one flat typed array.
 */
import type { AttendInputs, AttendOptions, AttendResult } from "./attend-types.ts";
import type { Norm } from "./model-description.ts";
import type { AttentionKind, LoadModelOptions, Model, ModelSourceInput, ModelToken } from "./model-types.ts";
import type { KeptModel, ModelOffer } from "./offer-types.ts";
import type { PlayOptions } from "./options.ts";

export type * from "./attend-types.ts";

export type Language = "en" | "zh";

/** A dense row-major tensor. */
export interface Tensor<T extends Float32Array | Uint8Array = Float32Array> {
  data: T;
  shape: number[];
}

/** One piece of the text. */
export interface Token {
  /** The piece as it was typed. */
  text: string;
  /** Range in UTF-16 units of the text as typed; null where a piece has none (tokens set by hand). */
  start: number | null;
  end: number | null;
  /** Whether the vocabulary has a vector for it; an unknown token has a zero vector. */
  known: boolean;
  /** Whether it was added by a model's tokenizer rather than typed. */
  special: boolean;
  /** The language whose vectors it was looked up in; null for punctuation and unknown scripts. */
  language: Language | null;
  /** For one sequence of two texts: which text it came from. */
  segment?: "a" | "b";
}

/** Scores and weights of one head. Scores are dimensionless logits; masked ones are −Infinity. */
export interface Attention {
  nQueries: number;
  nKeys: number;
  /** [nQueries * nKeys] after scale and position bias, before the mask. */
  scores: Float32Array;
  /** [nQueries * nKeys] after the mask. */
  maskedScores: Float32Array;
  /** [nQueries * nKeys]; every row sums to 1 (`over: "keys"`), a fully masked row is 0. */
  weights: Float32Array;
}

/** By name. `x_query`, `x_key`: [d_model]; the others [head_dim]. `terms` are the summands of `sum`. */
export type ExplainedVectors = Record<
  "x_query" | "x_key" | "q" | "k" | "v" | "terms" | "weighted_value" | "context" | "residual" | "output",
  Float32Array
> & {
  /** Of a transformer that norms or turns q and k, as RoPE does: before that. Its `output` is [d_model]. */
  q_projected?: Float32Array;
  k_projected?: Float32Array;
};

/** Every number between q_i, k_j and weight_ij, as the engine computed it. */
export interface Explanation {
  layer: number;
  head: number;
  query: number;
  key: number;
  vectors: ExplainedVectors;
  /**
   * Scalars by name, in the order of the calculation:
   * `sum` Σ terms · `q_norm`, `k_norm` (cosine) · `scale` what the sum is multiplied by (1, 1/√d, 1/(‖q‖‖k‖), −1/(2h²)) ·
   * `similarity` the score before a cap (`softcap`) and a position bias · `bias` · `score` · `mask` 0 or −Infinity · `masked_score` ·
   * `temperature` · `scaled_score` = masked_score/τ · `max` of the group that sums to 1 · `exp` e^(scaled_score − max) ·
   * `total` Σ exp over the group · `threshold` κ (sparsemax, entmax15) · `kept` 1 or 0 (top_k, top_p) · `weight`.
   * Names that do not apply to the chosen options are absent.
   */
  values: Record<string, number>;
  /** Of a transformer: which norm x goes through before its projections; null where it goes through none. */
  norms?: Record<"query" | "key", Norm | null>;
}

/** In the order of `Trace` in core/include/attn/play.h. */
export const traceNames = [
  "e",
  "p",
  "x",
  "q",
  "k",
  "v",
  "context",
  "output",
  "u_q",
  "u_k",
  "u_v",
  "w_q",
  "w_k",
  "w_v",
  "additive_w_q",
  "additive_w_k",
  "additive_w",
  "general_w",
] as const;
export type TraceName = (typeof traceNames)[number];

/** How a part of one head becomes pixels. */
export interface PixelOptions {
  layer?: number;
  head?: number;
  /** Default "weights". */
  of?: "weights" | "scores";
  /** First and one past the last; all where left out. */
  rows?: readonly [from: number, to: number];
  columns?: readonly [from: number, to: number];
  /** block × block cells make one pixel, which shows the strongest of them. 1 (default) … 4096. */
  block?: number;
  /** 256 times red, green, blue, alpha: from 0 to `max`, or from −max to max if `signed`. */
  table: Uint8ClampedArray;
  /** Default 1. */
  max?: number;
  signed?: boolean;
  /** Red, green, blue of masked cells; where left out, masked cells show their number. */
  masked?: readonly [red: number, green: number, blue: number];
}
/** What `new ImageData(data, width, height)` takes. */
export interface Pixels {
  width: number;
  height: number;
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** What one text became. Word vectors give one layer; numbers are read on demand and stay the same whenever they are read. */
export interface AttentionRun {
  readonly tokens: Token[];
  /** The tokens of the keys: `tokens` itself unless `against` was given. */
  readonly keyTokens: Token[];
  readonly nLayers: number;
  readonly nHeads: number;
  readonly dModel: number;
  readonly headDim: number;
  /** The options in full, defaults filled in. */
  readonly options: PlayOptions;
  attention(at?: { layer?: number; head?: number }): Promise<Attention>;
  /** Per head for q, k, v, context: [n_tokens, head_dim]; e, p, x, output: [n_tokens, d_model] (output: this head's slice when `head` is given). Absent values reject with `no_trace`. */
  trace(name: TraceName, at?: { layer?: number; head?: number; of?: "queries" | "keys" }): Promise<Tensor>;
  explain(at: { layer?: number; head?: number; query: number; key: number }): Promise<Explanation>;
  /** A head, or a part of it, as a picture, coloured where the numbers are. */
  pixels?(options: PixelOptions): Promise<Pixels>;
  /** The run in the form of docs/run-format.md: what `--json` prints and `<attention-view>` draws. */
  toJSON(): Promise<RunJson>;
}

/** A transformer's tokens have more. */
export type JsonToken = Token & Partial<Pick<ModelToken, "id" | "piece" | "word">>;

/** A run as plain JSON; −Infinity is the string "-Infinity". */
export interface RunJson {
  format: "attention-run";
  version: 1;
  text?: string;
  /** Of a transformer: which, and which of its kinds of attention. */
  model?: { family: string; name: string; kind: AttentionKind };
  options: Partial<PlayOptions>;
  tokens: JsonToken[];
  /** Absent when the keys are the same tokens. */
  keyTokens?: JsonToken[];
  nLayers: number;
  nHeads: number;
  heads: {
    layer: number;
    head: number;
    /** [nQueries][nKeys] flattened. */
    weights: number[];
    scores: (number | "-Infinity")[];
    maskedScores: (number | "-Infinity")[];
  }[];
  /** The pinned pair, if any. */
  query?: number;
  key?: number;
  /** Every number of the pinned pair, when it was asked for. */
  explanation?: {
    layer: number;
    head: number;
    query: number;
    key: number;
    vectors: Record<string, number[]>;
    values: Record<string, number | "-Infinity">;
    norms?: Record<"query" | "key", Norm | null>;
  };
}

export interface Progress {
  /** What is being loaded, for people: a file name. */
  name: string;
  loaded: number;
  /** Bytes in all, when known. */
  total: number | null;
}

/** Word vectors that the person brought. */
export interface VectorsHandle {
  readonly id: number;
  readonly name: string;
  readonly nWords: number;
  readonly dModel: number;
  /** SHA-256 of the file as given, hex. */
  readonly hash: string;
  dispose(): Promise<void>;
}

export interface Neighbor {
  word: string;
  language: Language | null;
  /** Cosine, −1 … 1. */
  similarity: number;
}

export interface EngineInfo {
  version: string;
  /** Which wasm build runs: "simd128" gives the same bits everywhere, "relaxed" is the fast one. */
  build: "simd128" | "relaxed";
  /** How many run, the engine's own among them. */
  threads: number;
  /** Where it runs. */
  host: "worker" | "main" | "node";
}

export type PlayInput = string | { tokens: string[] };
export type PlayArguments = Partial<Omit<PlayOptions, "vectors" | "against" | "pair">> & {
  against?: PlayInput;
  pair?: PlayInput;
  vectors?: VectorsHandle;
  signal?: AbortSignal;
};

export interface Engine {
  readonly info: EngineInfo;
  attend(inputs: AttendInputs, options?: AttendOptions): Promise<AttendResult>;
  play(text: PlayInput, options?: PlayArguments): Promise<AttentionRun>;
  /** A GloVe .txt, word2vec or fastText .vec file, plain or .gz: a File/Blob, a URL or (Node) a path. */
  loadVectors(
    source: Blob | string | URL,
    options?: { name?: string; onProgress?: (progress: Progress) => void; signal?: AbortSignal },
  ): Promise<VectorsHandle>;
  /**
   * A transformer. A model that is in use stays when another fails to load.
   * @throws AttentionError `unknown_family`, `bad_model`, `model_too_large`, `model_file_missing`, `fetch_failed`, …
   */
  loadModel(source: ModelSourceInput, options?: LoadModelOptions): Promise<Model>;
  /** What a model is and would take, from its config.json and the headers of its files. Rejects as loadModel() does. */
  inspectModel(source: ModelSourceInput, options?: { signal?: AbortSignal }): Promise<ModelOffer>;
  /** The models of which this browser keeps files; none in Node, or where it does not allow that. */
  keptModels(): Promise<KeptModel[]>;
  /** Deletes what this browser keeps of a model; one that is loaded stays loaded. */
  forgetModel(source: string | URL): Promise<void>;
  neighbors(word: string, count?: number, options?: { vectors?: VectorsHandle }): Promise<Neighbor[]>;
  /** Loads bundled vectors ahead of need. */
  preload(languages: Language[], onProgress?: (progress: Progress) => void): Promise<void>;
  /** Gives everything back, threads included. */
  dispose(): Promise<void>;
}
export interface EngineOptions {
  /** Where attn.wasm and data/ lie; by default beside the module. */
  baseUrl?: string | URL;
  /**
   * How many threads share the work; they change no bit. Default 1. "auto": as many as there are processors, at most 8, where
   * threads are possible (in Node, and in cross-origin isolated pages), else 1.
   */
  threads?: number | "auto";
  /** Relaxed SIMD where there is: faster, but the last bits may differ from one machine to another. Default false. */
  fast?: boolean;
}

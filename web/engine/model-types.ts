/**
 * The public types of transformers: a model read from a file, its runs, and generation. The same in a browser and in Node.
 *
 * Shapes: n counts tokens, n_queries and n_keys those of one kind of attention, d_model is the length of a hidden state,
 * head_dim that of one head's vectors (not always d_model / n_heads). Layers and heads count from 0.
 */
import type { Norm, NormPlace, PositionKind } from "./model-description.ts";
import { type AttentionKind, type ModelTrace, attentionKinds } from "./model-request.ts";
import type { Mask } from "./options.ts";
import type { GivenModel } from "../text/model/types.ts";
import type {
  Attention,
  AttentionRun,
  Explanation,
  PixelOptions,
  Pixels,
  Progress,
  RunJson,
  Tensor,
  Token,
  TraceName,
} from "./types.ts";

export { type AttentionKind, type ModelTrace, attentionKinds };

/** How the engine keeps a model's matrices. "as-stored": int8 where the file has int8 rows with scales, float32 elsewhere. */
export const weightKinds = ["as-stored", "float32", "int8"] as const;
export type WeightKind = (typeof weightKinds)[number];

/**
 * Where a model lies: the address of a folder in the hub's layout, a hub id such as "distilgpt2" or "org/name@revision"
 * (fetched in that moment and never otherwise), "e5-small" for the bundled model, files that a person chose or dropped,
 * or (Node) the path of a folder.
 */
export type ModelSourceInput = GivenModel;

export interface LoadModelOptions {
  /** Default "as-stored". */
  weights?: WeightKind;
  /**
   * RoPE's frequencies of a model of 16-bit numbers: "as-stored" (default) rounds them as a model does that is cast to the
   * type of its file with all that it has, as in the published comparison; "exact" computes them in full.
   */
  rope?: "as-stored" | "exact";
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** One layer's attention. */
export interface LayerAttention {
  /** What q·k is multiplied by. */
  scale: number;
  /** Keys before the query that it still sees; null = all. */
  window: number | null;
  /** How many of a head's components turn, and the base of their angles. */
  rope?: { dims: number; theta: number };
}

/** What the formula of a kind of attention is. */
export interface AttentionInfo {
  /** "learned" and "sinusoidal" are added to the embeddings, "rope" turns q and k, "relative" is added to the scores. */
  position: PositionKind;
  /** A query sees itself and what came before. */
  causal: boolean;
  /** LayerNorm, RMSNorm, or Gemma's RMSNorm with 1 + w. */
  norm: Norm;
  /** With "pre", "both" and "parallel" what enters attention is normed; with "post" the sum after it. */
  normPlace: NormPlace;
  /** A norm over the summed embeddings. */
  embeddingNorm: boolean;
  /** Every head's q and k are normed before they turn. */
  qkNorm: boolean;
  /** Whether a vector is added to each of q, k and v. */
  bias: boolean;
  /** c where scores become c·tanh(score/c). */
  softcap: number | null;
  layers: LayerAttention[];
}

export interface ModelInfo {
  /** `model_type` of config.json. */
  family: string;
  /** The folder or id that it came from, for people. */
  name: string;
  /** Of the stack whose attention is "self". */
  nLayers: number;
  nHeads: number;
  nKvHeads: number;
  headDim: number;
  dModel: number;
  /** Of an encoder–decoder's other stack, whose attention is "decoder" and "cross". */
  decoder?: { nLayers: number; nHeads: number; nKvHeads: number; headDim: number; dModel: number; vocabSize: number };
  vocabSize: number;
  /** How many types a token can have (0 or 1 = they make no difference): BERT tells two texts apart by them. */
  nTypes: number;
  /** The most tokens that one run may have: as many as the model has positions for, at most 4,096. */
  maxTokens: number;
  /** All numbers that the file stores, without the scales of int8 rows. */
  nParams: number;
  /** What its parameters take in the engine. */
  bytes: number;
  weights: WeightKind;
  /** Of each kind of attention that the model has. */
  attention: Partial<Record<AttentionKind, AttentionInfo>>;
  /** A token sees only those before it. */
  causal: boolean;
  encoderDecoder: boolean;
  /** Whether generate() works. */
  generates: boolean;
  /** Whether texts can be given; without a tokenizer only ids. */
  hasTokenizer: boolean;
  /** What logits() gives, if anything. */
  head: "masked_lm" | "classifier" | "lm" | null;
  /** The architecture whose head is not computed here ("BartForQuestionAnswering"); `head` is then null. */
  otherHead?: string;
  /** Of a classifier, in the order of its logits. */
  labels?: string[];
  /** Of a classifier (`problem_type`): each label is likely or not by itself. */
  multiLabel?: boolean;
  /** The piece and id that stand for a hidden word, where the model was trained to fill it. */
  mask?: { piece: string; id: number };
  /** Of one from the network: whether this browser keeps it; false without a secure context, or where there is no room for it. */
  kept?: boolean;
}

/** A token of a model. `start` and `end` are null where a piece has no place in the text. */
export interface ModelToken extends Token {
  id: number;
  /** As the vocabulary writes it: "▁it", "##ing", "Ġthe". */
  piece: string;
  /** Pieces of one word share a number, counted from 0 through the text; null for special tokens. */
  word: number | null;
}

export type ModelInput =
  | string
  | { text: string; pair?: string; decoderText?: string }
  | { ids: ArrayLike<number>; types?: ArrayLike<number>; decoderIds?: ArrayLike<number> };

/** A head's output times `scale`, 0 … 2: 0 switches it off. */
export interface HeadScale {
  layer: number;
  head: number;
  scale: number;
  /** Default "self". */
  kind?: AttentionKind;
}

export interface Interventions {
  headScale?: HeadScale[];
  /** Scores are divided by it: for every layer, or for the layers named. */
  temperature?: number | LayerTemperature | LayerTemperature[];
  /** Beside the model's own mask: for every layer, or for the layers named. Of self-attention. */
  mask?: Mask | LayerMask | LayerMask[];
}

export interface LayerTemperature {
  layer: number;
  temperature: number;
}
export interface LayerMask {
  layer: number;
  mask: Mask;
}

export interface RunOptions extends Interventions {
  /**
   * What the engine holds of the run. Hidden states, keys, values and all weights in any case; queries and contexts, and what
   * enters cross attention, with "all", or they are computed again for the layer that is asked for, to the same bits: every
   * number can be read with either. Default "weights".
   */
  keep?: "weights" | "all";
  /** Cut a text that is longer than the model takes, instead of refusing it. */
  truncate?: boolean;
  signal?: AbortSignal;
}

/** Which head; 0 and "self" where left out. */
export interface HeadPlace {
  layer?: number;
  head?: number;
  kind?: AttentionKind;
}

/** What a head does as a whole: means over the queries. From the core, without copying weights. */
export interface HeadSummary {
  kind: AttentionKind;
  layer: number;
  head: number;
  /** −Σ w·ln w of a row, in nats. */
  entropy: number;
  /** Σ w·|i − j| of a row, in tokens. */
  meanDistance: number;
  /** Shares of the weight: on the first token, the query itself, the tokens before and after it, special tokens. */
  first: number;
  self: number;
  previous: number;
  next: number;
  special: number;
}

/** As in PixelOptions: `block` × `block` cells to a pixel (default 1), `max` (default 1) has the table's last colour. */
export interface ThumbnailOptions extends Pick<PixelOptions, "block" | "table" | "max"> {
  kind?: AttentionKind;
}

/** What a run took on this machine. */
export interface RunCost {
  /** In the engine, without the way there and back. Of generate(): for the new tokens together. */
  milliseconds: number;
  /** Tokens that were computed in that time, those of both stacks. */
  nTokens: number;
  /** What the run's numbers take in memory. */
  runBytes: number;
  /** All that the engine takes: parameters of every loaded model, the largest run so far, word vectors. */
  memoryBytes: number;
}

/** What a head makes of a token of the vocabulary, or of a label. */
export interface Candidate {
  id: number;
  /** As the vocabulary writes it; of a classifier the label. */
  piece: string;
  /** What it stands for, with its blanks; bytes that are no whole character stay "<0xE6>". */
  text: string;
  logit: number;
  /** softmax over all logits of the row; of a classifier with `info.multiLabel` the sigmoid of this one. */
  probability: number;
  /** With what temperature, topK and topP draw it; 0 where they leave it out. With `info.multiLabel` the probability. */
  chance: number;
}

export interface CandidateOptions extends Pick<GenerateOptions, "temperature" | "topK" | "topP"> {
  /** Of which token's row; −1 (default): of the last. A classifier has one row. */
  token?: number;
  /** Default 20, at most 4096. */
  count?: number;
}

/** What a model made of one input. Numbers are read on demand and stay the same whenever they are read. */
export interface ModelRun extends AttentionRun {
  readonly tokens: ModelToken[];
  /** Of self-attention: `tokens` itself. The keys of "cross" are `tokens`, its queries `decoderTokens`. */
  readonly keyTokens: ModelToken[];
  /** Of an encoder–decoder; empty otherwise. */
  readonly decoderTokens: ModelToken[];
  /** Of a classifier. */
  readonly labels: string[] | null;
  /** How many tokens were cut off with `truncate`. */
  readonly nCut: number;
  readonly cost: RunCost;
  attention(at?: HeadPlace): Promise<Attention>;
  /** Every head of every layer, and of every kind of attention. */
  summary(): Promise<HeadSummary[]>;
  /**
   * [n, d_model]: 0 is the embedding, l what layer l (counted from 1) gives, −1 the last after its norm. Of the decoder
   * for encoder–decoders, unless asked otherwise.
   */
  hidden(layer: number, options?: { stack?: "encoder" | "decoder" }): Promise<Tensor>;
  /** [n, vocab_size], or of one token (−1: the last) [1, vocab_size]; of a classifier [labels]; null without a head. */
  logits(at?: { token?: number }): Promise<Tensor | null>;
  /** The largest logits of one row, best first, of equal ones the lower id; null without a head. */
  candidates(options?: CandidateOptions): Promise<Candidate[] | null>;
  /**
   * Of one layer and head, by the names in `modelTraces`: "x", "normed" and "output" are [n, d_model], "q", "k", "v",
   * "context" and the like [n, head_dim], "bias" [n_queries, n_keys]. Others reject with `no_trace`.
   */
  trace(name: TraceName | ModelTrace, at?: HeadPlace & { of?: "queries" | "keys" }): Promise<Tensor>;
  /** How much each token of the first layer reaches one query through all layers: [1, n]; without a query, all of them: [n, n]. Abnar and Zuidema 2020. */
  rollout(at?: { kind?: "self" | "decoder"; query?: number }): Promise<Tensor>;
  /** [n_queries, n_keys]: weight times the length of what the head's output projection makes of the value. Kobayashi et al. 2020. */
  valueNorms(at?: HeadPlace): Promise<Tensor>;
  /** [layers, heads]: what every head gives one pair. */
  pairWeights(at: { kind?: AttentionKind; query: number; key: number }): Promise<Tensor>;
  /**
   * All heads of a kind as pictures of their weights, coloured where the numbers are. `width` and `height` are those of one;
   * `data` has one after the other, layer by layer and head by head, each as `new ImageData(…, width, height)` takes it.
   */
  thumbnails(options: ThumbnailOptions): Promise<Pixels>;
  explain(at: HeadPlace & { query: number; key: number }): Promise<Explanation>;
  /** The run in the form of docs/run-format.md; one head, one layer or one kind where named, else all of "self". */
  toJSON(at?: HeadPlace): Promise<RunJson>;
}

export interface GenerateOptions extends Pick<Interventions, "headScale" | "mask"> {
  /** Default 40. */
  maxNewTokens?: number;
  /** Of sampling; 0 takes the most probable token each time. Default 1. That of the attention is `attentionTemperature`. */
  temperature?: number;
  attentionTemperature?: Interventions["temperature"];
  /** Sample among this many most probable tokens only; 0 (default) among all. */
  topK?: number;
  /** Sample among the most probable tokens that together reach this share. Default 1. */
  topP?: number;
  /** Of sampling: an integer 0 … 2³² − 1. Default 1. */
  seed?: number;
  /** Go on after the token that ends a text. */
  ignoreEnd?: boolean;
  keep?: "weights" | "all";
  signal?: AbortSignal;
  /** Called for each new token, in order. */
  onToken?: (token: NewToken) => void;
}

export interface NewToken {
  id: number;
  /** What it adds to the text; "" while the bytes of a character are incomplete. */
  text: string;
  /** From 0. */
  index: number;
}

export interface Generated {
  /** The new ones only. */
  ids: number[];
  text: string;
  /** Over prompt and new tokens together; its weights are those of the steps that were taken. */
  run: ModelRun;
}

export interface Model {
  readonly info: ModelInfo;
  /** @throws AttentionError `too_long`, `bad_option`, `no_tokenizer`, `model_disposed`, … */
  run(input: ModelInput, options?: RunOptions): Promise<ModelRun>;
  /** Goes on from an input, or from a run of this model. @throws AttentionError `no_head` where it does not generate */
  generate(input: ModelInput | ModelRun, options?: GenerateOptions): Promise<Generated>;
  /**
   * The run with these tokens behind its last: one row each, with the bits of generate(). Of the same run it goes forth
   * and back: what two of its extensions share is not computed again. @throws AttentionError `no_head`, `too_long`, `bad_index`
   */
  extend(run: ModelRun, ids: ArrayLike<number>, options?: { signal?: AbortSignal }): Promise<ModelRun>;
  /** Gives the memory back. Runs of it can then no longer be read. */
  dispose(): Promise<void>;
}

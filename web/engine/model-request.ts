/** What goes into a model in the core and what can be asked of it. The lists are in the order of the enums in wasm/model.h. */
import type { Place } from "./model-description.ts";
import type { Mask } from "./options.ts";

/** "self" is the encoder's attention, or that of a decoder-only model. */
export const attentionKinds = ["self", "decoder", "cross"] as const;
export type AttentionKind = (typeof attentionKinds)[number];

export const storedTypes = ["F32", "F16", "BF16", "I8"] as const;
export type StoredType = (typeof storedTypes)[number];

/**
 * What can be traced of a layer: `x` [n, d] the hidden state that enters it · `normed` [n, d] after the norm before attention
 * (x itself where there is none) · `q_projected`, `k_projected` [n, headDim] before a norm per head and RoPE · `q`, `k`, `v`
 * [n, headDim] · `bias` [nQueries, nKeys] what position adds to the scores (T5) · `context` [n, headDim] weights · v, times the
 * head's scale · `output` [n, d] context times the head's columns of the output projection: its share, without the bias.
 */
export const modelTraces = [
  "x",
  "normed",
  "q_projected",
  "k_projected",
  "q",
  "k",
  "v",
  "bias",
  "context",
  "output",
] as const;
export type ModelTrace = (typeof modelTraces)[number];

/** Numbers per head of summary(), in this order; each is a mean over the queries. Entropy in nats; distance in tokens. */
export const summaryNumbers = ["entropy", "distance", "first", "self", "previous", "next", "special"] as const;

/** How a token is drawn. temperature 0 takes the largest logit; topK 0 and topP 1 keep all. */
export interface SampleRule {
  temperature: number;
  topK: number;
  topP: number;
}

/** A part of a tensor of a file: whole rows of it, and where they begin. */
export interface StoredPart {
  type: StoredType;
  /** Columns of the file's tensor; a vector is one row. */
  nColumns: number;
  firstRow: number;
  /** nRows · nColumns elements, little-endian. */
  bytes: Uint8Array;
  /** I8: one per row of the part. */
  scales?: Float32Array;
}

/** Which block of the file's tensor becomes which rows of a tensor of the model. */
export interface Block extends Place {
  /** Of the file's tensor; rows default to all there are from fromRow, columns to all from fromColumn. */
  fromRow?: number;
  nRows?: number;
  fromColumn?: number;
  nColumns?: number;
  /** The file has [in, out] (GPT-2's Conv1D): a row of the block becomes a column. */
  transposed?: boolean;
  /** Where the block's first element goes, in the model's [out, in]. */
  toRow?: number;
  toColumn?: number;
}

export interface Interventions {
  /** A head's context times scale, before the output projection. */
  headScales?: { kind?: AttentionKind; layer: number; head: number; scale: number }[];
  /** weights = softmax(scores / temperature), > 0; without a layer for all. */
  temperatures?: { kind?: AttentionKind; layer?: number; temperature: number }[];
  /** In addition to the model's own mask. `nA`: tokens of the first text, for a_to_b and b_to_a. */
  masks?: { kind?: AttentionKind; layer?: number; mask: Mask; nA?: number }[];
}

export interface ModelRunRequest extends Interventions {
  /** Of the encoder, or of a decoder-only model. */
  ids: Int32Array;
  types?: Int32Array;
  decoderIds?: Int32Array;
  /** 1 where a token is special, for the summary. */
  special?: Int32Array;
  decoderSpecial?: Int32Array;
  /** Tokens that step() will add: room for them is made now. */
  nReserved?: number;
  /** Whether queries and contexts of all heads are kept, too. */
  keepsAll?: boolean;
}

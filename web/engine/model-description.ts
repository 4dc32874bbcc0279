/**
 * A transformer as data: what the core assembles its parts from. One description serves every family; a family's config.json
 * becomes one (web/engine/families). The lists are in the order of the enums in core/include/attn/transformer_description.h.
 */

export const activations = ["none", "relu", "gelu", "gelu_tanh", "quick_gelu", "silu", "tanh"] as const;
export type Activation = (typeof activations)[number];

/** `layer`: (x − mean)/σ · w + b · `rms`: x/rms · w · `rms_plus_one`: x/rms · (1 + w), Gemma's. */
export const norms = ["layer", "rms", "rms_plus_one"] as const;
export type Norm = (typeof norms)[number];

/**
 * Where the norms of a layer stand, A being attention, F the feed-forward part:
 * `pre` x += A(n x), x += F(n x) · `post` x = n(x + A(x)), x = n(x + F(x)) · `both` x += n A(n x), x += n F(n x) (Gemma) ·
 * `parallel` x += A(n x) + F(n′ x) (GPT-NeoX).
 */
export const normPlaces = ["pre", "post", "both", "parallel"] as const;
export type NormPlace = (typeof normPlaces)[number];

/**
 * What is added to the embeddings, or to the scores: `learned` is a tensor, whatever it was made by; `sinusoidal` is made
 * by the core as Marian has it (all sines, then all cosines); `rope` turns q and k; `relative` adds T5's bucketed bias.
 */
export const positionKinds = ["none", "learned", "sinusoidal", "rope", "relative"] as const;
export type PositionKind = (typeof positionKinds)[number];

/** What the frequencies are rounded to: the type of the file, where a model is cast to it with all that it has. */
export const ropeRoundings = ["none", "F16", "BF16"] as const;

export const ropeScalings = ["none", "linear", "llama3"] as const;

/** Rotary positions, half-split as in Llama and NeoX: component i of a head turns with component i + dims/2. */
export interface Rope {
  /** How many components of a head turn: headDim, or fewer (rotary_pct); even. */
  dims: number;
  theta: number;
  scaling?: (typeof ropeScalings)[number];
  /** linear, llama3: wavelengths become so many times as long. */
  factor?: number;
  /** llama3: low_freq_factor, high_freq_factor, original_max_position_embeddings. */
  lowFactor?: number;
  highFactor?: number;
  originalPositions?: number;
  /** Default "none". */
  rounding?: (typeof ropeRoundings)[number];
}

/** What may differ from layer to layer. */
export interface LayerDescription {
  /** Keys before the query that it may still see (a `sliding_window` of w is w − 1); absent = all. */
  window?: number;
  /** Which of the stack's ropes turns this layer; default 0. */
  rope?: number;
  /** What q·k is multiplied by; default the stack's. */
  scale?: number;
}

/** The encoder or the decoder. */
export interface StackDescription {
  nLayers: number;
  dModel: number;
  nHeads: number;
  nKvHeads: number;
  headDim: number;
  dFf: number;
  activation: Activation;
  /** activation(gate x) · (up x), instead of activation(up x). */
  gated: boolean;
  norm: Norm;
  normPlace: NormPlace;
  normEps: number;
  /** A norm after the last layer. */
  finalNorm: boolean;
  /** A norm over the summed embeddings (BERT, BART). */
  embeddingNorm: boolean;
  /** What a token's embedding is multiplied by (√d in Gemma and Marian); default 1. */
  embeddingScale?: number;
  /** Length of an embedding where it is not dModel (ELECTRA): then there is a projection. */
  embeddingDim?: number;
  /** Whether that projection has a bias; default true. */
  projectionBias?: boolean;
  vocabSize: number;
  /** A decoder that reads the encoder's token embeddings. */
  sharesTokens?: boolean;
  /** Rows of the token type table; 0 or absent = no types. */
  nTypes?: number;
  positions: PositionKind;
  /** learned: rows of the table. sinusoidal, rope, relative: the longest text, 0 = the core's limit. */
  nPositions: number;
  /** learned: the row of the first token (2 in BART and RoBERTa); default 0. */
  positionOffset?: number;
  /** RoBERTa: tokens of this id stay at row positionOffset − 1 and are not counted; absent = none. */
  positionSkipId?: number;
  /** rope: one, or two that layers choose from (Gemma). */
  ropes?: [Rope] | [Rope, Rope];
  /** relative: relative_attention_num_buckets and relative_attention_max_distance; both ways unless causal. */
  nBuckets?: number;
  maxDistance?: number;
  /** An RMS norm of every head's q and k before they turn (Qwen 3, Gemma 3); of the stack's rms kind. */
  qkNorm?: boolean;
  /** What q·k is multiplied by; default 1/√headDim (T5: 1). */
  attentionScale?: number;
  /** c > 0: scores become c·tanh(score/c). */
  attentionSoftcap?: number;
  causal: boolean;
  /** Attention to the encoder between self-attention and feed-forward. */
  crossAttention?: boolean;
  qkvBias: boolean;
  outputBias: boolean;
  ffBias: boolean;
  /** One per layer; absent = all alike. */
  layers?: LayerDescription[];
}

/** h → (dense, activation, norm)? → rows of `head.weight` or of the token embeddings → · scale + bias → softcap. */
export interface HeadDescription {
  /** `tokens`: logits [n, nOutputs] of every token (language models, masked ones too); `text`: [nOutputs] of one (a classifier). */
  of: "tokens" | "text";
  /** Vocabulary size or number of labels. */
  nOutputs: number;
  /** text: which token's hidden state speaks for all; default the first. */
  token?: "first" | "last";
  /** A dense layer before (BERT's transform and pooler, DistilBERT's pre_classifier); transformDim default dModel. */
  transform?: Activation;
  transformDim?: number;
  /** Whether the transform has a bias; default true. */
  transformBias?: boolean;
  /** A layer norm after the transform. */
  transformNorm?: boolean;
  /** The output matrix is the token embeddings. */
  tied: boolean;
  bias: boolean;
  /** T5 with tied embeddings: 1/√dModel; default 1. */
  logitScale?: number;
  /** c > 0: logits become c·tanh(logit/c). */
  softcap?: number;
}

export interface ModelDescription {
  /** Absent in decoder-only models. */
  encoder?: StackDescription;
  /** Absent in encoder-only models. */
  decoder?: StackDescription;
  head?: HeadDescription;
  /** `as_stored`: int8 where the file has int8, else float32. */
  weights: "float32" | "int8" | "as_stored";
}

/**
 * Every tensor a model can have, as [out, in]; a vector of n is [1, n]. In the order of `Tensor` in
 * core/include/attn/transformer_description.h.
 *
 * Of a stack (layer −1): tokens [vocabSize, e], positions [nPositions, e], types [nTypes, e], embedding_norm, projection [d, e],
 * relative_bias [nBuckets, nHeads], final_norm. Of a layer: attention_norm … down; `*_post_norm` only where normPlace is
 * "both", `cross_*` only with cross attention, `gate` only if gated. Of the head (stack "head", layer −1): head_*.
 * Under `post`, attention_norm and ff_norm are the norms after the sum.
 */
export const tensorNames = [
  "tokens",
  "positions",
  "types",
  "embedding_norm",
  "embedding_norm_bias",
  "projection",
  "projection_bias",
  "relative_bias",
  "final_norm",
  "final_norm_bias",
  "attention_norm",
  "attention_norm_bias",
  "q",
  "q_bias",
  "k",
  "k_bias",
  "v",
  "v_bias",
  "output",
  "output_bias",
  "q_norm",
  "k_norm",
  "attention_post_norm",
  "attention_post_norm_bias",
  "cross_norm",
  "cross_norm_bias",
  "cross_q",
  "cross_q_bias",
  "cross_k",
  "cross_k_bias",
  "cross_v",
  "cross_v_bias",
  "cross_output",
  "cross_output_bias",
  "ff_norm",
  "ff_norm_bias",
  "gate",
  "gate_bias",
  "up",
  "up_bias",
  "down",
  "down_bias",
  "ff_post_norm",
  "ff_post_norm_bias",
  "head_transform",
  "head_transform_bias",
  "head_norm",
  "head_norm_bias",
  "head",
  "head_bias",
] as const;
export type TensorName = (typeof tensorNames)[number];

/** Where a tensor belongs. */
export interface Place {
  name: TensorName;
  stack: "encoder" | "decoder" | "head";
  /** −1 for what belongs to no layer. */
  layer: number;
}

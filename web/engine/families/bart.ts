/** BART and Marian: post-norm encoder–decoders that differ in their positions and in a norm over the embeddings. */
import type { StackDescription, TensorName } from "../model-description.ts";
import { activationOf } from "./activations.ts";
import { type Config, most } from "./config.ts";
import {
  type Family,
  type Rule,
  dividedHeadDim,
  hasOtherHead,
  isFor,
  labelHead,
  noFacts,
  rulesOf,
  under,
} from "./family.ts";

const layerTable = {
  "self_attn.q_proj": "q",
  "self_attn.k_proj": "k",
  "self_attn.v_proj": "v",
  "self_attn.out_proj": "output",
  self_attn_layer_norm: "attention_norm",
  "encoder_attn.q_proj": "cross_q",
  "encoder_attn.k_proj": "cross_k",
  "encoder_attn.v_proj": "cross_v",
  "encoder_attn.out_proj": "cross_output",
  encoder_attn_layer_norm: "cross_norm",
  fc1: "up",
  fc2: "down",
  final_layer_norm: "ff_norm",
} as const satisfies Record<string, TensorName>;

const stackRules = (stack: "encoder" | "decoder"): Rule[] =>
  rulesOf(
    stack,
    under(`${stack}.`, {
      embed_positions: "positions",
      layernorm_embedding: "embedding_norm",
      ...under("layers.{l}.", layerTable),
    } as const),
  );

/** One table, or one for each stack; where it is the head too, some writers keep only that name of it. */
function embeddingRules(isShared: boolean, tied: boolean): Rule[] {
  const ofEncoder = isShared ? ["shared", "encoder.embed_tokens", "decoder.embed_tokens"] : ["encoder.embed_tokens"];
  const ofDecoder = isShared ? [] : ["decoder.embed_tokens"];
  (isShared ? ofEncoder : ofDecoder).push(...(tied ? ["=lm_head.weight"] : []));
  const rules = (stack: "encoder" | "decoder", names: string[]) =>
    names.flatMap((name) => rulesOf(stack, { [name]: "tokens" }));
  return [...rules("encoder", ofEncoder), ...rules("decoder", ofDecoder)];
}

type Positions = Pick<StackDescription, "positions" | "nPositions" | "positionOffset">;
type Own = Positions & Pick<StackDescription, "embeddingNorm" | "vocabSize">;

function stackOf(config: Config, stack: "encoder" | "decoder", own: Own) {
  const dModel = config.width("d_model", 1024);
  const nHeads = config.heads(`${stack}_attention_heads`, 16);
  return {
    nLayers: config.layers(`${stack}_layers`, 12),
    dModel,
    nHeads,
    nKvHeads: nHeads,
    headDim: dividedHeadDim(config, dModel, `${stack}_attention_heads`, nHeads),
    dFf: config.width(`${stack}_ffn_dim`, 4096),
    activation: activationOf(config, "activation_function", "gelu"),
    gated: false,
    norm: "layer",
    normPlace: "post",
    normEps: 1e-5,
    finalNorm: false,
    embeddingScale: config.flag("scale_embedding", false) ? Math.sqrt(dModel) : 1,
    causal: stack === "decoder",
    crossAttention: stack === "decoder",
    qkvBias: true,
    outputBias: true,
    ffBias: true,
    ...own,
  } as const satisfies StackDescription;
}

/** What config.json leaves out. */
const defaults = {
  bart: { vocab: 50_265, endId: 2, startId: () => 2 },
  marian: { vocab: 58_101, endId: 0, startId: (config: Config) => config.count("pad_token_id", 58_100, 0) },
} as const;

/** Relatives that call themselves so, and older settings of the family's own. @throws AttentionError `bad_model` */
function refuseOthers(config: Config, embeddingNorm: boolean): void {
  if (isFor(config, "ForCausalLM"))
    throw config.fail("architectures", "of a model with an encoder: a decoder of this family alone is not known here");
  config.only("normalize_before", false);
  config.only("add_final_layer_norm", false);
  config.only("normalize_embedding", embeddingNorm);
}

function familyOf(
  name: "bart" | "marian",
  own: (config: Config, has: (ending: string) => boolean) => Positions,
): Family {
  const { vocab, endId, startId } = defaults[name];
  const embeddingNorm = name === "bart";
  return {
    names: [name],
    read(given, has) {
      const config = given.withOtherNames({
        hidden_size: "d_model",
        num_attention_heads: "encoder_attention_heads",
        num_hidden_layers: "encoder_layers",
      });
      refuseOthers(config, embeddingNorm);
      const positions = { ...own(config, has), embeddingNorm, vocabSize: config.count("vocab_size", vocab) };
      const tied = config.flag("tie_word_embeddings", true);
      const labels = labelHead(config, 3);
      const writes = !hasOtherHead(config);
      // Untied, each stack has a table of its own where the file has them beside the shared one.
      const hasOwn = !tied && has("encoder.embed_tokens.weight") && has("decoder.embed_tokens.weight");
      const isShared = config.flag("share_encoder_decoder_embeddings", true) && !hasOwn;
      const encoder: StackDescription = stackOf(config, "encoder", positions);
      const decoder: StackDescription = {
        ...stackOf(config, "decoder", positions),
        ...(isShared ? { sharesTokens: true } : { vocabSize: config.count("decoder_vocab_size", encoder.vocabSize) }),
      };
      return {
        family: name,
        description: {
          encoder,
          decoder,
          ...(writes && {
            head: { of: "tokens", nOutputs: decoder.vocabSize, tied, bias: has("final_logits_bias") },
          }),
          ...(labels && { head: labels.head }),
        },
        prefixes: ["model."],
        rules: [
          ...embeddingRules(isShared, tied),
          ...stackRules("encoder"),
          ...stackRules("decoder"),
          ...(labels?.rules ?? rulesOf("head", { lm_head: "head", "=final_logits_bias": "head_bias" })),
        ],
        facts: {
          ...noFacts,
          head: writes ? "lm" : null,
          maxTokens: config.count("max_position_embeddings", 1024),
          endIds: config.ids("eos_token_id", [endId]),
          startId: config.count("decoder_start_token_id", startId(config), 0),
          ...labels?.facts,
        },
      };
    },
  };
}

/** Learned, and the first two rows of the table are never used. */
const nUnused = 2;
export const bart = familyOf("bart", (config) => ({
  positions: "learned",
  nPositions: config.count("max_position_embeddings", 1024, 1, most.rows - nUnused) + nUnused,
  positionOffset: nUnused,
}));

/** Sinusoidal: older files store them, newer ones leave them to be made. */
export const marian = familyOf("marian", (config, has) => ({
  positions: has("encoder.embed_positions.weight") ? "learned" : "sinusoidal",
  nPositions: config.count("max_position_embeddings", 1024),
}));

/** Gemma 3's text model: norms of 1 + w on both sides of each part, norms of q and k, two ropes, layers with windows. */
import type { StackDescription, TensorName } from "../model-description.ts";
import { activationOf } from "./activations.ts";
import type { Config } from "./config.ts";
import { type Family, type FamilyModel, kvHeads, noFacts, rulesOf, under } from "./family.ts";
import { attentionAndMlp, decoderHead } from "./llama.ts";
import { gemmaRopes } from "./rope.ts";
import { slidingLayers, windowOf } from "./windows.ts";

const trunk: Record<string, TensorName | null> = {
  embed_tokens: "tokens",
  norm: "final_norm",
  ...under("layers.{l}.", {
    ...attentionAndMlp,
    "self_attn.q_norm": "q_norm",
    "self_attn.k_norm": "k_norm",
    post_attention_layernorm: "attention_post_norm",
    pre_feedforward_layernorm: "ff_norm",
    post_feedforward_layernorm: "ff_post_norm",
  } as const),
};

/** @param window of the layers that have one; null where no text is so long that it matters */
function stackOf(config: Config, sliding: boolean[], window: number | null): StackDescription {
  const dModel = config.width("hidden_size", 2304);
  const nHeads = config.heads("num_attention_heads", 8);
  const headDim = config.width("head_dim", 256);
  const nPositions = config.count("max_position_embeddings", 131_072);
  const hasBias = config.flag("attention_bias", false);
  return {
    nLayers: sliding.length,
    dModel,
    nHeads,
    nKvHeads: kvHeads(config, nHeads, 4),
    headDim,
    dFf: config.width("intermediate_size", 9216),
    activation: activationOf(config, "hidden_activation", "gelu_pytorch_tanh"),
    gated: true,
    norm: "rms_plus_one",
    normPlace: "both",
    normEps: config.positive("rms_norm_eps", 1e-6),
    finalNorm: true,
    embeddingNorm: false,
    embeddingScale: Math.sqrt(dModel),
    vocabSize: config.count("vocab_size", 262_208),
    positions: "rope",
    nPositions,
    ropes: gemmaRopes(config, headDim, nPositions),
    qkNorm: true,
    // Its config.json has an attn_logit_softcapping, left over from Gemma 2: the library never applies it.
    attentionScale: 1 / Math.sqrt(config.positive("query_pre_attn_scalar", 256)),
    causal: window !== null,
    qkvBias: hasBias,
    outputBias: hasBias,
    ffBias: false,
    layers: sliding.map((is) => ({ rope: is ? 1 : 0, ...(is && window !== null && { window }) })),
  };
}

function slidingOf(config: Config): boolean[] {
  const patternName = config.has("sliding_window_pattern") ? "sliding_window_pattern" : "_sliding_window_pattern";
  const pattern = config.count(patternName, 6);
  return slidingLayers(config, config.layers("num_hidden_layers", 26), (layer) => (layer + 1) % pattern !== 0);
}

/** A text in which all tokens see each other: its windows reach half as far, to both sides, and it is no longer than that. */
function embeddingModel(config: Config, family: string): FamilyModel {
  const sliding = slidingOf(config);
  const stack = stackOf(config, sliding, null);
  const reach = Math.floor(config.count("sliding_window", 4096) / 2) + 1;
  return {
    family,
    description: { encoder: stack },
    prefixes,
    rules: rulesOf("encoder", trunk),
    facts: { ...noFacts, maxTokens: sliding.includes(true) ? Math.min(stack.nPositions, reach) : stack.nPositions },
  };
}

/** With pictures the text model lies inside, and what sees the pictures is left out. */
const prefixes = ["model.language_model.", "language_model.model.", "language_model.", "model."];

export const gemma: Family = {
  names: ["gemma3_text", "gemma3"],
  read(config, has) {
    const inside = config.part("text_config");
    const text = inside ?? config;
    if (text.flag("use_bidirectional_attention", false)) return embeddingModel(text, config.text("model_type"));
    const sliding = slidingOf(text);
    const stack = stackOf(text, sliding, sliding.includes(true) ? windowOf(text, 4096) : 0);
    // What it was made for, its labels and whether its head is tied stand outside.
    const { head, rules, facts } = decoderHead(config, stack, has, {
      lm: ["lm_head"],
      tied: text.flag("tie_word_embeddings", true),
      pad: { of: text, fallback: 0 },
      // With pictures the library does not apply it.
      ...(!inside && text.has("final_logit_softcapping") && { softcap: text.positive("final_logit_softcapping") }),
    });
    const ends = config.has("eos_token_id") ? config : text;
    return {
      family: config.text("model_type"),
      description: { decoder: stack, ...(head && { head }) },
      prefixes,
      rules: [...rulesOf("decoder", trunk), ...rules],
      facts: { ...noFacts, ...facts, maxTokens: stack.nPositions, endIds: ends.ids("eos_token_id", [1]) },
    };
  },
};

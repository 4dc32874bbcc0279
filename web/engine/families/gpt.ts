/** GPT-2 and GPT-NeoX: layer norms, fused q, k, v. */
import type { StackDescription, TensorName } from "../model-description.ts";
import { activationOf } from "./activations.ts";
import { most } from "./config.ts";
import { type Family, dividedHeadDim, noFacts, rulesOf, under } from "./family.ts";
import { decoderHead } from "./llama.ts";
import { buffersOfRope, ropeOf } from "./rope.ts";

const shared = {
  gated: false,
  norm: "layer",
  finalNorm: true,
  embeddingNorm: false,
  causal: true,
  ffBias: true,
} as const satisfies Partial<StackDescription>;

export const gpt2: Family = {
  names: ["gpt2"],
  read(given, has) {
    const config = given.withOtherNames({
      hidden_size: "n_embd",
      max_position_embeddings: "n_positions",
      num_attention_heads: "n_head",
      num_hidden_layers: "n_layer",
    });
    config.only("add_cross_attention", false);
    const dModel = config.count("n_embd", 768, 1, most.width / 4);
    const nHeads = config.heads("n_head", 12);
    const nLayers = config.layers("n_layer", 12);
    const headDim = dividedHeadDim(config, dModel, "n_head", nHeads);
    const scale = config.flag("scale_attn_weights", true) ? 1 / Math.sqrt(headDim) : 1;
    const stack: StackDescription = {
      ...shared,
      nLayers,
      dModel,
      nHeads,
      nKvHeads: nHeads,
      headDim,
      dFf: config.width("n_inner", 4 * dModel),
      activation: activationOf(config, "activation_function", "gelu_new"),
      normPlace: "pre",
      normEps: config.positive("layer_norm_epsilon", 1e-5),
      vocabSize: config.count("vocab_size", 50_257),
      positions: "learned",
      nPositions:
        config.has("n_ctx") && !config.has("n_positions") ? config.count("n_ctx") : config.count("n_positions", 1024),
      attentionScale: scale,
      qkvBias: true,
      outputBias: true,
      ...(config.flag("scale_attn_by_inverse_layer_idx", false) && {
        layers: Array.from({ length: nLayers }, (_, layer) => ({ scale: scale / (layer + 1) })),
      }),
    };
    const { head, rules, facts } = decoderHead(config, stack, has, { lm: ["lm_head"], tied: true });
    const layer = (table: Record<string, TensorName | null>) => under("h.{l}.", table);
    return {
      family: "gpt2",
      description: { decoder: stack, ...(head && { head }) },
      prefixes: ["transformer."],
      rules: [
        ...rulesOf("decoder", {
          wte: "tokens",
          wpe: "positions",
          ln_f: "final_norm",
          ...layer({ ln_1: "attention_norm", ln_2: "ff_norm", "=attn.bias": null, "=attn.masked_bias": null }),
        }),
        ...rulesOf("decoder", layer({ "attn.c_attn": "q" }), "qkv_conv1d"),
        ...rulesOf("decoder", layer({ "attn.c_proj": "output", "mlp.c_fc": "up", "mlp.c_proj": "down" }), "conv1d"),
        ...rules,
      ],
      facts: { ...noFacts, ...facts, maxTokens: stack.nPositions, endIds: config.ids("eos_token_id", [50_256]) },
    };
  },
};

export const gptNeox: Family = {
  names: ["gpt_neox"],
  read(config, has) {
    const dModel = config.width("hidden_size", 6144);
    const nHeads = config.heads("num_attention_heads", 64);
    const headDim = dividedHeadDim(config, dModel, "num_attention_heads", nHeads);
    const nPositions = config.count("max_position_embeddings", 2048);
    const hasBias = config.flag("attention_bias", true);
    const stack: StackDescription = {
      ...shared,
      nLayers: config.layers("num_hidden_layers", 44),
      dModel,
      nHeads,
      nKvHeads: nHeads,
      headDim,
      dFf: config.width("intermediate_size", 24_576),
      activation: activationOf(config, "hidden_act", "gelu"),
      normPlace: config.flag("use_parallel_residual", true) ? "parallel" : "pre",
      normEps: config.positive("layer_norm_eps", 1e-5),
      vocabSize: config.count("vocab_size", 50_432),
      positions: "rope",
      nPositions,
      ropes: [ropeOf(config, headDim, nPositions, { theta: 10_000, share: 0.25 })],
      qkvBias: hasBias,
      outputBias: hasBias,
    };
    const { head, rules, facts } = decoderHead(config, stack, has, { lm: ["embed_out", "lm_head"], tied: false });
    const layer = (table: Record<string, TensorName | null>) => under("layers.{l}.", table);
    return {
      family: "gpt_neox",
      description: { decoder: stack, ...(head && { head }) },
      prefixes: ["gpt_neox."],
      rules: [
        ...rulesOf("decoder", {
          embed_in: "tokens",
          final_layer_norm: "final_norm",
          ...layer({
            input_layernorm: "attention_norm",
            post_attention_layernorm: "ff_norm",
            "attention.dense": "output",
            "mlp.dense_h_to_4h": "up",
            "mlp.dense_4h_to_h": "down",
            "=attention.bias": null,
            "=attention.masked_bias": null,
            ...under("=attention.rotary_emb.", buffersOfRope),
          }),
        }),
        ...rulesOf("decoder", layer({ "attention.query_key_value": "q" }), "qkv_by_head"),
        ...rules,
      ],
      facts: { ...noFacts, ...facts, maxTokens: stack.nPositions, endIds: config.ids("eos_token_id", [2]) },
    };
  },
};

/** Llama and those built like it: RMS norm before each part, RoPE, shared key heads, a gated feed-forward part. */
import type { HeadDescription, LayerDescription, StackDescription, TensorName } from "../model-description.ts";
import { activationOf } from "./activations.ts";
import type { Config } from "./config.ts";
import {
  type Facts,
  type Family,
  type FamilyModel,
  dividedHeadDim,
  hasOtherHead,
  isFor,
  kvHeads,
  labelsOf,
  noFacts,
  rulesOf,
  under,
} from "./family.ts";
import { ropeOf } from "./rope.ts";
import { slidingLayers, windowOf } from "./windows.ts";

export const attentionAndMlp = {
  "self_attn.q_proj": "q",
  "self_attn.k_proj": "k",
  "self_attn.v_proj": "v",
  "self_attn.o_proj": "output",
  "mlp.gate_proj": "gate",
  "mlp.up_proj": "up",
  "mlp.down_proj": "down",
  input_layernorm: "attention_norm",
  "=self_attn.rotary_emb.inv_freq": null,
} as const satisfies Record<string, TensorName | null>;

const trunk: Record<string, TensorName | null> = {
  embed_tokens: "tokens",
  norm: "final_norm",
  ...under("layers.{l}.", { ...attentionAndMlp, post_attention_layernorm: "ff_norm" }),
};

/** What differs within the family. */
interface Form {
  /** Whether q, k, v and the output projection have biases. */
  biases: (config: Config) => Pick<StackDescription, "qkvBias" | "outputBias" | "ffBias">;
  headDim?: number;
  qkNorm?: boolean;
  layers?: (config: Config, nLayers: number) => LayerDescription[] | undefined;
}

const attentionBias = (config: Config) => {
  const has = config.flag("attention_bias", false);
  return { qkvBias: has, outputBias: has, ffBias: config.flag("mlp_bias", false) };
};

/** Mistral: every layer, where there is a window at all. */
function everyLayer(config: Config, nLayers: number): LayerDescription[] | undefined {
  if (!config.has("sliding_window")) return undefined;
  const window = windowOf(config);
  return Array.from({ length: nLayers }, () => ({ window }));
}

/** Qwen: layers from max_window_layers on, where use_sliding_window says so. */
function laterLayers(config: Config, nLayers: number): LayerDescription[] | undefined {
  const isUsed = config.flag("use_sliding_window", false) && config.has("sliding_window");
  const from = config.count("max_window_layers", 28, 0);
  const sliding = slidingLayers(config, nLayers, (layer) => isUsed && layer >= from);
  if (!sliding.includes(true)) return undefined;
  if (!isUsed) throw config.fail("layer_types", "all full_attention, since use_sliding_window is not set");
  const window = windowOf(config);
  return sliding.map((is) => (is ? { window } : {}));
}

const forms: Record<string, Form> = {
  llama: { biases: attentionBias },
  mistral: { biases: () => ({ qkvBias: false, outputBias: false, ffBias: false }), layers: everyLayer },
  qwen2: { biases: () => ({ qkvBias: true, outputBias: false, ffBias: false }), layers: laterLayers },
  qwen3: { biases: attentionBias, headDim: 128, qkNorm: true, layers: laterLayers },
};

function stackOf(config: Config, form: Form): StackDescription {
  const dModel = config.width("hidden_size");
  const nHeads = config.heads("num_attention_heads");
  const nLayers = config.layers("num_hidden_layers");
  const headDim = config.has("head_dim")
    ? config.width("head_dim")
    : (form.headDim ?? dividedHeadDim(config, dModel, "num_attention_heads"));
  const layers = form.layers?.(config, nLayers);
  return {
    nLayers,
    dModel,
    nHeads,
    nKvHeads: kvHeads(config, nHeads),
    headDim,
    dFf: config.width("intermediate_size"),
    activation: activationOf(config, "hidden_act", "silu"),
    gated: true,
    norm: "rms",
    normPlace: "pre",
    normEps: config.positive("rms_norm_eps", 1e-6),
    finalNorm: true,
    embeddingNorm: false,
    vocabSize: config.count("vocab_size"),
    positions: "rope",
    nPositions: config.count("max_position_embeddings", 2048),
    ropes: [ropeOf(config, headDim, { theta: 10_000 })],
    ...(form.qkNorm && { qkNorm: true }),
    causal: true,
    ...form.biases(config),
    ...(layers && { layers }),
  };
}

/** The head of a decoder-only model: the vocabulary, or labels from the last token. */
export function decoderHead(
  config: Config,
  stack: StackDescription,
  names: { lm: string[]; tied: boolean; bias?: boolean; softcap?: number },
): { head?: HeadDescription; rules: FamilyModel["rules"]; facts: Pick<Facts, "head" | "labels"> } {
  if (isFor(config, "ForSequenceClassification")) {
    const labels = labelsOf(config);
    return {
      head: { of: "text", token: "last", nOutputs: labels.length, tied: false, bias: false },
      rules: rulesOf("head", { score: "head" }),
      facts: { head: "classifier", labels },
    };
  }
  const tied = config.flag("tie_word_embeddings", names.tied);
  const isTrunk = isFor(config, "Model") && !isFor(config, "LMHeadModel") && !tied;
  if (isTrunk || hasOtherHead(config)) return { rules: [], facts: { head: null, labels: null } };
  return {
    head: {
      of: "tokens",
      nOutputs: stack.vocabSize,
      tied,
      bias: names.bias ?? false,
      ...(names.softcap !== undefined && { softcap: names.softcap }),
    },
    rules: names.lm.flatMap((name) => rulesOf("head", { [name]: "head" })),
    facts: { head: "lm", labels: null },
  };
}

const familyOf = ([name, form]: [string, Form]): Family => ({
  names: [name],
  read(config) {
    const stack = stackOf(config, form);
    const { head, rules, facts } = decoderHead(config, stack, { lm: ["lm_head"], tied: false });
    const norms: Record<string, TensorName> = { "self_attn.q_norm": "q_norm", "self_attn.k_norm": "k_norm" };
    return {
      family: name,
      description: { decoder: stack, ...(head && { head }) },
      prefixes: ["model."],
      rules: [...rulesOf("decoder", { ...trunk, ...(form.qkNorm && under("layers.{l}.", norms)) }), ...rules],
      facts: { ...noFacts, ...facts, maxTokens: stack.nPositions, endIds: config.ids("eos_token_id") },
    };
  },
});

export const llamaFamilies: Family[] = Object.entries(forms).map(familyOf);

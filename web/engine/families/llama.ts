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
import { buffersOfRope, ropeOf } from "./rope.ts";
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
  ...under("=self_attn.rotary_emb.", buffersOfRope),
} as const satisfies Record<string, TensorName | null>;

const trunk: Record<string, TensorName | null> = {
  embed_tokens: "tokens",
  norm: "final_norm",
  ...under("layers.{l}.", { ...attentionAndMlp, post_attention_layernorm: "ff_norm" }),
};

/** What differs within the family. */
interface Form {
  /** What config.json leaves out. */
  defaults: {
    vocab: number;
    intermediate: number;
    kvHeads?: number;
    positions: number;
    endIds: number[];
  };
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

const usualWindow = 4096;

/** Mistral: every layer, unless config.json says that there is no window. */
function everyLayer(config: Config, nLayers: number): LayerDescription[] | undefined {
  if (config.isNull("sliding_window")) return undefined;
  const window = windowOf(config, usualWindow);
  return Array.from({ length: nLayers }, () => ({ window }));
}

/** Qwen: layers from max_window_layers on, where use_sliding_window says so. */
function laterLayers(config: Config, nLayers: number): LayerDescription[] | undefined {
  const isUsed = config.flag("use_sliding_window", false) && !config.isNull("sliding_window");
  const from = config.count("max_window_layers", 28, 0);
  const sliding = slidingLayers(config, nLayers, (layer) => isUsed && layer >= from);
  if (!sliding.includes(true)) return undefined;
  if (!isUsed) throw config.fail("layer_types", "all full_attention, since use_sliding_window is not set");
  const window = windowOf(config, usualWindow);
  return sliding.map((is) => (is ? { window } : {}));
}

const qwen: Form["defaults"] = { vocab: 151_936, intermediate: 22_016, kvHeads: 32, positions: 32_768, endIds: [] };

const forms: Record<string, Form> = {
  llama: {
    biases: attentionBias,
    defaults: { vocab: 32_000, intermediate: 11_008, positions: 2048, endIds: [2] },
  },
  mistral: {
    biases: () => ({ qkvBias: false, outputBias: false, ffBias: false }),
    layers: everyLayer,
    defaults: { vocab: 32_000, intermediate: 14_336, kvHeads: 8, positions: 131_072, endIds: [2] },
  },
  qwen2: {
    biases: () => ({ qkvBias: true, outputBias: false, ffBias: false }),
    layers: laterLayers,
    defaults: qwen,
  },
  qwen3: { biases: attentionBias, headDim: 128, qkNorm: true, layers: laterLayers, defaults: qwen },
};

function stackOf(config: Config, form: Form): StackDescription {
  const { defaults } = form;
  const dModel = config.width("hidden_size", 4096);
  const nHeads = config.heads("num_attention_heads", 32);
  const nLayers = config.layers("num_hidden_layers", 32);
  const nPositions = config.count("max_position_embeddings", defaults.positions);
  const headDim = config.has("head_dim")
    ? config.width("head_dim")
    : (form.headDim ?? dividedHeadDim(config, dModel, "num_attention_heads", nHeads));
  const layers = form.layers?.(config, nLayers);
  return {
    nLayers,
    dModel,
    nHeads,
    nKvHeads: kvHeads(config, nHeads, defaults.kvHeads),
    headDim,
    dFf: config.width("intermediate_size", defaults.intermediate),
    activation: activationOf(config, "hidden_act", "silu"),
    gated: true,
    norm: "rms",
    normPlace: "pre",
    normEps: config.positive("rms_norm_eps", 1e-6),
    finalNorm: true,
    embeddingNorm: false,
    vocabSize: config.count("vocab_size", defaults.vocab),
    positions: "rope",
    nPositions,
    ropes: [ropeOf(config, headDim, nPositions, { theta: 10_000 })],
    ...(form.qkNorm && { qkNorm: true }),
    causal: true,
    ...form.biases(config),
    ...(layers && { layers }),
  };
}

/** Null where there is none, or −1, as older files say it. */
function padOf(config: Config, fallback: number | null): number | null {
  const name = "pad_token_id";
  if (config.isNull(name) || config.value(name) === -1) return null;
  return config.has(name) ? config.count(name, undefined, 0) : fallback;
}

/** The head of a decoder-only model: the vocabulary, or labels from the last token. */
export function decoderHead(
  config: Config,
  stack: StackDescription,
  has: (ending: string) => boolean,
  names: { lm: string[]; tied: boolean; softcap?: number; pad?: { of: Config; fallback: number } },
): { head?: HeadDescription; rules: FamilyModel["rules"]; facts: Pick<Facts, "head" | "labels" | "padId"> } {
  if (isFor(config, "ForSequenceClassification")) {
    const labels = labelsOf(config);
    const padId = padOf(names.pad?.of ?? config, names.pad?.fallback ?? null);
    const ofLast = padId === null ? ({ of: "text", token: "last" } as const) : ({ of: "tokens" } as const);
    return {
      head: { ...ofLast, nOutputs: labels.length, tied: false, bias: false },
      rules: rulesOf("head", { score: "head" }),
      facts: { head: "classifier", labels, padId },
    };
  }
  const tied = config.flag("tie_word_embeddings", names.tied);
  const isSaid = isFor(config, "Model") && !isFor(config, "LMHeadModel");
  const isTrunk = isSaid || (!config.has("architectures") && !names.lm.some((name) => has(`${name}.weight`)));
  if ((isTrunk && !tied) || hasOtherHead(config))
    return { rules: [], facts: { head: null, labels: null, padId: null } };
  return {
    head: {
      of: "tokens",
      nOutputs: stack.vocabSize,
      tied,
      bias: false,
      ...(names.softcap !== undefined && { softcap: names.softcap }),
    },
    // Of two names for one matrix some writers keep only the head's.
    rules: names.lm.flatMap((name) =>
      tied ? rulesOf("decoder", { [name]: "tokens" }) : rulesOf("head", { [name]: "head" }),
    ),
    facts: { head: "lm", labels: null, padId: null },
  };
}

const familyOf = ([name, form]: [string, Form]): Family => ({
  names: [name],
  read(config, has) {
    const stack = stackOf(config, form);
    const { head, rules, facts } = decoderHead(config, stack, has, { lm: ["lm_head"], tied: false });
    const norms: Record<string, TensorName> = { "self_attn.q_norm": "q_norm", "self_attn.k_norm": "k_norm" };
    return {
      family: name,
      description: { decoder: stack, ...(head && { head }) },
      prefixes: ["model.", "transformer."],
      rules: [...rulesOf("decoder", { ...trunk, ...(form.qkNorm && under("layers.{l}.", norms)) }), ...rules],
      facts: {
        ...noFacts,
        ...facts,
        maxTokens: stack.nPositions,
        endIds: config.ids("eos_token_id", form.defaults.endIds),
      },
    };
  },
});

export const llamaFamilies: Family[] = Object.entries(forms).map(familyOf);

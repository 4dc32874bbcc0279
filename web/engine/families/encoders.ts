/** BERT and its kin: post-norm encoders with learned positions, and the heads for masked words and for labels. */
import type { Activation, HeadDescription, StackDescription, TensorName } from "../model-description.ts";
import { activationOf } from "./activations.ts";
import type { Config } from "./config.ts";
import {
  type Facts,
  type Family,
  type Rule,
  dividedHeadDim,
  isFor,
  labelsOf,
  noFacts,
  rulesOf,
  under,
} from "./family.ts";

const layer = "encoder.layer.{l}.";

const trunk: Record<string, TensorName | null> = {
  "embeddings.word_embeddings": "tokens",
  "embeddings.position_embeddings": "positions",
  "embeddings.token_type_embeddings": "types",
  "embeddings.LayerNorm": "embedding_norm",
  "=embeddings.position_ids": null,
  "=embeddings.token_type_ids": null,
  ...under(layer, {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "output",
    "attention.output.LayerNorm": "attention_norm",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "ff_norm",
  } as const),
};

/** A head as one family has it: what its tensors are called, and its shape. */
interface HeadForm {
  tensors: Record<string, TensorName>;
  activation: (config: Config) => Activation;
}

export interface EncoderForm {
  names: readonly string[];
  prefixes: readonly string[];
  maskedLm: HeadForm & { norm: string };
  classifier: HeadForm;
  /** RoBERTa counts positions from the padding's id + 1. */
  afterPadding: boolean;
  /** What config.json leaves out. */
  defaults: Sizes;
}

interface Sizes {
  hidden: number;
  heads: number;
  intermediate: number;
  /** Of embeddings that may be shorter than hidden states. */
  embedding?: number;
}

const baseSizes: Sizes = { hidden: 768, heads: 12, intermediate: 3072 };
const vocabulary = (name: string) => (name === "roberta" ? 50_265 : 30_522);

const always = (activation: Activation) => () => activation;
const hidden = (config: Config) => activationOf(config, "hidden_act", "gelu");

const bert: EncoderForm = {
  names: ["bert"],
  prefixes: ["bert."],
  maskedLm: {
    norm: "cls.predictions.transform.LayerNorm",
    tensors: {
      "cls.predictions.transform.dense": "head_transform",
      "cls.predictions.transform.LayerNorm": "head_norm",
      "=cls.predictions.bias": "head_bias",
      "cls.predictions.decoder": "head",
    },
    activation: hidden,
  },
  classifier: { tensors: { "pooler.dense": "head_transform", classifier: "head" }, activation: always("tanh") },
  afterPadding: false,
  defaults: baseSizes,
};

const roberta: EncoderForm = {
  names: ["roberta", "xlm-roberta", "camembert"],
  prefixes: ["roberta.", "xlm_roberta.", "camembert."],
  maskedLm: {
    norm: "lm_head.layer_norm",
    tensors: {
      "lm_head.dense": "head_transform",
      "lm_head.layer_norm": "head_norm",
      "=lm_head.bias": "head_bias",
      "lm_head.decoder": "head",
    },
    activation: always("gelu"),
  },
  classifier: {
    tensors: { "classifier.dense": "head_transform", "classifier.out_proj": "head" },
    activation: always("tanh"),
  },
  afterPadding: true,
  defaults: baseSizes,
};

const electra: EncoderForm = {
  names: ["electra"],
  prefixes: ["electra."],
  maskedLm: {
    norm: "generator_predictions.LayerNorm",
    tensors: {
      "generator_predictions.dense": "head_transform",
      "generator_predictions.LayerNorm": "head_norm",
      generator_lm_head: "head",
    },
    activation: always("gelu"),
  },
  classifier: {
    tensors: { "classifier.dense": "head_transform", "classifier.out_proj": "head" },
    activation: always("gelu"),
  },
  afterPadding: false,
  defaults: { hidden: 256, heads: 4, intermediate: 1024, embedding: 128 },
};

/** Positions that are counted from the one after the padding's, and not for paddings within the text. */
function afterPaddingOf(config: Config, nPositions: number) {
  const padding = config.count("pad_token_id", 1, 0);
  if (padding + 1 >= nPositions)
    throw config.fail("pad_token_id", `less than ${nPositions - 1}: positions are counted from the one after it`);
  return { positionOffset: padding + 1, positionSkipId: padding };
}

function stackOf(config: Config, { afterPadding, defaults }: EncoderForm): StackDescription {
  config.only("position_embedding_type", "absolute");
  config.only("add_cross_attention", false);
  const dModel = config.width("hidden_size", defaults.hidden);
  const nHeads = config.heads("num_attention_heads", defaults.heads);
  const nPositions = config.count("max_position_embeddings", 512);
  return {
    nLayers: config.layers("num_hidden_layers", 12),
    dModel,
    nHeads,
    nKvHeads: nHeads,
    headDim: dividedHeadDim(config, dModel, "num_attention_heads", nHeads),
    dFf: config.width("intermediate_size", defaults.intermediate),
    activation: hidden(config),
    gated: false,
    norm: "layer",
    normPlace: "post",
    normEps: config.positive("layer_norm_eps", 1e-12),
    finalNorm: false,
    embeddingNorm: true,
    embeddingDim: defaults.embedding === undefined ? dModel : config.width("embedding_size", defaults.embedding),
    vocabSize: config.count("vocab_size", vocabulary(config.text("model_type"))),
    nTypes: config.count("type_vocab_size", 2, 0),
    positions: "learned",
    nPositions,
    ...(afterPadding && afterPaddingOf(config, nPositions)),
    causal: config.flag("is_decoder", false),
    qkvBias: true,
    outputBias: true,
    ffBias: true,
  };
}

export interface EncoderHead {
  head?: HeadDescription;
  rules: Rule[];
  facts: Pick<Facts, "head" | "labels">;
}

/** The head that the file has: for masked words (the next ones, where only those before are seen), for labels, or none. */
export function encoderHead(
  config: Config,
  stack: StackDescription,
  { maskedLm, classifier }: Pick<EncoderForm, "maskedLm" | "classifier">,
  has: (ending: string) => boolean,
): EncoderHead {
  if (isFor(config, "ForSequenceClassification")) {
    const labels = labelsOf(config);
    const head: HeadDescription = {
      of: "text",
      nOutputs: labels.length,
      transform: classifier.activation(config),
      tied: false,
      bias: true,
    };
    return { head, rules: rulesOf("head", classifier.tensors), facts: { head: "classifier", labels } };
  }
  const isWithout = !has(`${maskedLm.norm}.weight`) && !has(`${maskedLm.norm}.gamma`);
  const isLm = ["ForMaskedLM", "LMHeadModel", "ForCausalLM"].some((ending) => isFor(config, ending));
  if (isWithout && !isLm) return { rules: [], facts: { head: null, labels: null } };
  const tied = config.flag("tie_word_embeddings", true);
  const head: HeadDescription = {
    of: "tokens",
    nOutputs: stack.vocabSize,
    transform: maskedLm.activation(config),
    transformDim: stack.embeddingDim ?? stack.dModel,
    transformNorm: true,
    tied,
    bias: true,
  };
  // Of two stored biases the head's own ("=…") counts, but an output matrix that is not tied comes with its own.
  const isOwn = ({ pattern }: Rule) => Number(pattern.startsWith("="));
  const all = rulesOf("head", maskedLm.tensors).sort((a, b) => (tied ? 0 : isOwn(a) - isOwn(b)));
  // Of two names for one matrix some writers keep only the head's.
  const matrix = Object.entries(maskedLm.tensors).find(([, tensor]) => tensor === "head")?.[0];
  const embeddings = rulesOf(stack.causal ? "decoder" : "encoder", { [`=${matrix}.weight`]: "tokens" });
  const rules = tied ? [...embeddings, ...all] : all;
  return { head, rules, facts: { head: stack.causal ? "lm" : "masked_lm", labels: null } };
}

function familyOf(form: EncoderForm): Family {
  return {
    names: form.names,
    read(config, has) {
      const stack = stackOf(config, form);
      const { head, rules, facts } = encoderHead(config, stack, form, has);
      const isProjected = stack.embeddingDim !== stack.dModel;
      const which = stack.causal ? "decoder" : "encoder";
      return {
        family: config.text("model_type"),
        description: { [which]: stack, ...(head && { head }) },
        prefixes: form.prefixes,
        rules: [...rulesOf(which, { ...trunk, ...(isProjected && { embeddings_project: "projection" }) }), ...rules],
        facts: {
          ...noFacts,
          ...facts,
          maxTokens: stack.nPositions - (stack.positionOffset ?? 0),
          endIds: config.ids("eos_token_id", form.afterPadding ? [2] : []),
        },
      };
    },
  };
}

export const bertFamilies: Family[] = [bert, roberta, electra].map(familyOf);

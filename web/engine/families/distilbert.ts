/** DistilBERT: BERT without token types, under other names. */
import type { StackDescription, TensorName } from "../model-description.ts";
import { activationOf } from "./activations.ts";
import { type EncoderForm, encoderHead } from "./encoders.ts";
import { type Family, dividedHeadDim, noFacts, rulesOf, under } from "./family.ts";

const trunk: Record<string, TensorName | null> = {
  "embeddings.word_embeddings": "tokens",
  "embeddings.position_embeddings": "positions",
  "embeddings.LayerNorm": "embedding_norm",
  "=embeddings.position_ids": null,
  ...under("transformer.layer.{l}.", {
    "attention.q_lin": "q",
    "attention.k_lin": "k",
    "attention.v_lin": "v",
    "attention.out_lin": "output",
    sa_layer_norm: "attention_norm",
    "ffn.lin1": "up",
    "ffn.lin2": "down",
    output_layer_norm: "ff_norm",
  } as const),
};

export const distilbert: Family = {
  names: ["distilbert"],
  read(given, has) {
    const config = given.withOtherNames({
      hidden_size: "dim",
      num_attention_heads: "n_heads",
      num_hidden_layers: "n_layers",
    });
    const dModel = config.width("dim", 768);
    const nHeads = config.heads("n_heads", 12);
    const stack: StackDescription = {
      nLayers: config.layers("n_layers", 6),
      dModel,
      nHeads,
      nKvHeads: nHeads,
      headDim: dividedHeadDim(config, dModel, "n_heads", nHeads),
      dFf: config.width("hidden_dim", 3072),
      activation: activationOf(config, "activation", "gelu"),
      gated: false,
      norm: "layer",
      normPlace: "post",
      normEps: 1e-12,
      finalNorm: false,
      embeddingNorm: true,
      vocabSize: config.count("vocab_size", 30_522),
      positions: "learned",
      nPositions: config.count("max_position_embeddings", 512),
      causal: false,
      qkvBias: true,
      outputBias: true,
      ffBias: true,
    };
    const form: Pick<EncoderForm, "maskedLm" | "classifier"> = {
      maskedLm: {
        norm: "vocab_layer_norm",
        tensors: { vocab_transform: "head_transform", vocab_layer_norm: "head_norm", vocab_projector: "head" },
        activation: () => stack.activation,
      },
      classifier: { tensors: { pre_classifier: "head_transform", classifier: "head" }, activation: () => "relu" },
    };
    const { head, rules, facts } = encoderHead(config, stack, form, has);
    return {
      family: "distilbert",
      description: { encoder: stack, ...(head && { head }) },
      prefixes: ["distilbert."],
      rules: [...rulesOf("encoder", trunk), ...rules],
      facts: { ...noFacts, ...facts, maxTokens: stack.nPositions },
    };
  },
};

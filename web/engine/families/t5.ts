/** T5: RMS norm before each part, no biases, relative position buckets, and no scale under the scores. */
import type { Activation, StackDescription, TensorName } from "../model-description.ts";
import { activationNamed } from "./activations.ts";
import type { Config } from "./config.ts";
import { type Family, hasOtherHead, isFor, labelHead, noFacts, rulesOf, under } from "./family.ts";

const selfAttention = {
  "layer.0.SelfAttention.q": "q",
  "layer.0.SelfAttention.k": "k",
  "layer.0.SelfAttention.v": "v",
  "layer.0.SelfAttention.o": "output",
  "layer.0.layer_norm": "attention_norm",
} as const;

/** The feed-forward part is a layer's second in the encoder, its third in the decoder. */
const feedForward = (number: 1 | 2): Record<string, TensorName> =>
  under(`layer.${number}.`, {
    "DenseReluDense.wi": "up",
    "DenseReluDense.wi_0": "gate",
    "DenseReluDense.wi_1": "up",
    "DenseReluDense.wo": "down",
    layer_norm: "ff_norm",
  } as const);

const crossAttention = {
  "layer.1.EncDecAttention.q": "cross_q",
  "layer.1.EncDecAttention.k": "cross_k",
  "layer.1.EncDecAttention.v": "cross_v",
  "layer.1.EncDecAttention.o": "cross_output",
  "layer.1.layer_norm": "cross_norm",
} as const;

const stackRules = (stack: "encoder" | "decoder", layers: Record<string, TensorName>) =>
  rulesOf(stack, {
    [`${stack}.final_layer_norm`]: "final_norm",
    [`${stack}.block.0.layer.0.SelfAttention.relative_attention_bias`]: "relative_bias",
    // An old mistake of the library: stored, and never used.
    ...(stack === "decoder" && { "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias": null }),
    ...under(`${stack}.block.{l}.`, layers),
  });

/** "relu", "gated-gelu", "gated-silu" … */
function feedForwardOf(config: Config): { activation: Activation; gated: boolean } {
  const [first, second, ...others] = config.text("feed_forward_proj", "relu").split("-");
  const gated = first === "gated" && second !== undefined;
  if (others.length > 0 || (second !== undefined && !gated))
    throw config.fail("feed_forward_proj", 'an activation, or "gated-" and one');
  const name = gated ? second : (first ?? "relu");
  // "gated-gelu" has always meant GELU by tanh.
  const activation = gated && name === "gelu" ? "gelu_tanh" : activationNamed(config, "feed_forward_proj", name);
  return { activation, gated };
}

function stacksOf(config: Config): { encoder: StackDescription; decoder: StackDescription } {
  const nHeads = config.heads("num_heads", 8);
  const nLayers = config.layers("num_layers", 6);
  const nBuckets = config.count("relative_attention_num_buckets", 32, 4);
  const maxDistance = config.count("relative_attention_max_distance", 128);
  if (2 * maxDistance <= nBuckets)
    throw config.fail("relative_attention_num_buckets", `less than twice the largest distance, ${maxDistance}`);
  const encoder: StackDescription = {
    nLayers,
    dModel: config.width("d_model", 512),
    nHeads,
    nKvHeads: nHeads,
    headDim: config.width("d_kv", 64),
    dFf: config.width("d_ff", 2048),
    ...feedForwardOf(config),
    norm: "rms",
    normPlace: "pre",
    normEps: config.positive("layer_norm_epsilon", 1e-6),
    finalNorm: true,
    embeddingNorm: false,
    vocabSize: config.count("vocab_size", 32_128),
    positions: "relative",
    nPositions: 0,
    nBuckets,
    maxDistance,
    attentionScale: 1,
    causal: false,
    qkvBias: false,
    outputBias: false,
    ffBias: false,
  };
  const decoder: StackDescription = {
    ...encoder,
    nLayers: config.layers("num_decoder_layers", nLayers),
    sharesTokens: true,
    causal: true,
    crossAttention: true,
  };
  return { encoder, decoder };
}

const prefixes = ["transformer."];
const encoderRules = [
  ...rulesOf("encoder", { shared: "tokens", "encoder.embed_tokens": "tokens", "decoder.embed_tokens": "tokens" }),
  ...stackRules("encoder", { ...selfAttention, ...feedForward(1) }),
];

/** What is made of an encoder without its decoder. */
const encoderOnly = ["EncoderModel", "ForTokenClassification"];

export const t5: Family = {
  names: ["t5"],
  read(given, has) {
    const config = given.withOtherNames({
      hidden_size: "d_model",
      num_attention_heads: "num_heads",
      num_hidden_layers: "num_layers",
      head_dim: "d_kv",
    });
    const { encoder, decoder } = stacksOf(config);
    const labels = labelHead(config);
    if (!labels && encoderOnly.some((ending) => isFor(config, ending)))
      return { family: "t5", description: { encoder }, prefixes, rules: encoderRules, facts: noFacts };
    const writes = !hasOtherHead(config);
    // Where the embeddings are the head too, its logits are scaled; newer files say so in words of their own.
    const isScaled = config.flag("scale_decoder_outputs", config.flag("tie_word_embeddings", true));
    return {
      family: "t5",
      description: {
        encoder,
        decoder,
        ...(writes && {
          head: {
            of: "tokens",
            nOutputs: encoder.vocabSize,
            tied: !has("lm_head.weight"),
            bias: false,
            ...(isScaled && { logitScale: 1 / Math.sqrt(encoder.dModel) }),
          },
        }),
        ...(labels && { head: labels.head }),
      },
      prefixes,
      rules: [
        ...encoderRules,
        ...stackRules("decoder", { ...selfAttention, ...crossAttention, ...feedForward(2) }),
        ...(labels?.rules ?? rulesOf("head", { lm_head: "head" })),
      ],
      facts: {
        ...noFacts,
        head: writes ? "lm" : null,
        endIds: config.ids("eos_token_id", [1]),
        startId: config.count("decoder_start_token_id", config.count("pad_token_id", 0, 0), 0),
        ...labels?.facts,
      },
    };
  },
};

/** A model's description as numbers for the core. */
import {
  activations,
  type HeadDescription,
  type LayerDescription,
  type ModelDescription,
  normPlaces,
  norms,
  positionKinds,
  type Rope,
  ropeRoundings,
  ropeScalings,
  type StackDescription,
} from "./model-description.ts";
import { check } from "./status.ts";
import { callModel, type WasmModel } from "./wasm-model.ts";

/** In the order of `Field` in core/include/attn/transformer_description.h. */
const fields = [
  // of the model
  "weights",
  // of a stack
  "nLayers",
  "dModel",
  "nHeads",
  "nKvHeads",
  "headDim",
  "dFf",
  "activation",
  "gated",
  "norm",
  "normPlace",
  "normEps",
  "finalNorm",
  "embeddingNorm",
  "embeddingScale",
  "embeddingDim",
  "projectionBias",
  "vocabSize",
  "sharesTokens",
  "nTypes",
  "positions",
  "nPositions",
  "positionOffset",
  "positionSkipId",
  "nBuckets",
  "maxDistance",
  "qkNorm",
  "attentionScale",
  "attentionSoftcap",
  "causal",
  "crossAttention",
  "qkvBias",
  "outputBias",
  "ffBias",
  // of a rope; its number stands in the layer's place
  "ropeDims",
  "ropeTheta",
  "ropeScaling",
  "ropeFactor",
  "ropeLowFactor",
  "ropeHighFactor",
  "ropeOriginalPositions",
  "ropeRounding",
  // of a layer
  "window",
  "rope",
  "scale",
  // of the head
  "ofText",
  "nOutputs",
  "lastToken",
  "transforms",
  "transform",
  "transformDim",
  "transformBias",
  "transformNorm",
  "tied",
  "bias",
  "logitScale",
  "softcap",
] as const;
type Field = (typeof fields)[number];
type Numbers = Partial<Record<Field, number | boolean | undefined>>;

/** Absent values keep the core's defaults, which are those that model-description.ts names. */
export function describeTo(model: WasmModel, { encoder, decoder, head, weights }: ModelDescription): void {
  const set = (numbers: Numbers, stack: number, layer = -1) => {
    for (const [name, value] of Object.entries(numbers))
      if (value !== undefined) {
        const status = callModel(model, "set", [fields.indexOf(name as Field), stack, layer, Number(value)]);
        check(status, { bad_option: `The description's ${name} cannot be ${value}.` }, { name, got: value });
      }
  };
  set({ weights: ["float32", "int8", "as_stored"].indexOf(weights) }, 0);
  for (const [number, stack] of [encoder, decoder].entries()) {
    if (!stack) continue;
    set(stackNumbers(stack), number);
    for (const [i, rope] of (stack.ropes ?? []).entries()) set(ropeNumbers(rope), number, i);
    for (const [i, layer] of (stack.layers ?? []).entries()) set(layerNumbers(layer), number, i);
  }
  if (head) set(headNumbers(head), 2);
}

function stackNumbers({ ropes, layers, ...stack }: StackDescription): Numbers {
  void ropes;
  void layers;
  return {
    ...stack,
    activation: activations.indexOf(stack.activation),
    norm: norms.indexOf(stack.norm),
    normPlace: normPlaces.indexOf(stack.normPlace),
    positions: positionKinds.indexOf(stack.positions),
  };
}

const ropeNumbers = (rope: Rope): Numbers => ({
  ropeDims: rope.dims,
  ropeTheta: rope.theta,
  ropeScaling: ropeScalings.indexOf(rope.scaling ?? "none"),
  ropeFactor: rope.factor,
  ropeLowFactor: rope.lowFactor,
  ropeHighFactor: rope.highFactor,
  ropeOriginalPositions: rope.originalPositions,
  ropeRounding: ropeRoundings.indexOf(rope.rounding ?? "none"),
});

const layerNumbers = ({ window, rope, scale }: LayerDescription): Numbers => ({ window, rope, scale });

const headNumbers = ({ of, token, transform, ...head }: HeadDescription): Numbers => ({
  ...head,
  ofText: of === "text",
  lastToken: token === "last",
  transforms: transform !== undefined,
  transform: transform && activations.indexOf(transform),
});

/** What the formula of a transformer is made from: the model, the place in it that is shown, and what the person changes. */
import type { AttentionInfo, AttentionKind, LayerAttention, ModelInfo } from "../../../engine/model-types.ts";
import type { FormulaOptions, SecondText } from "../../state/play-state.ts";

export interface ModelFacts {
  info: ModelInfo;
  /** Of the source that the state names: another one may be on its way. */
  name: string;
  kind: AttentionKind;
  layer: number;
  head: number;
  options: Pick<FormulaOptions, "temperature" | "mask">;
  second: SecondText;
}

export interface Sizes {
  nLayers: number;
  nHeads: number;
  nKvHeads: number;
  headDim: number;
  dModel: number;
}

export const sizesOf = ({ info, kind }: ModelFacts): Sizes => (kind === "self" ? info : (info.decoder ?? info));

/** @throws if the model has no attention of this kind, which no picture is of */
export function attentionOf({ info, kind }: ModelFacts): AttentionInfo {
  const attention = info.attention[kind];
  if (!attention) throw new Error(`${info.name} has no ${kind} attention.`);
  return attention;
}

export function layerOf(facts: ModelFacts): LayerAttention {
  const { layers } = attentionOf(facts);
  const layer = layers[facts.layer] ?? layers.at(-1);
  if (!layer) throw new Error(`${facts.info.name} has no layers.`);
  return layer;
}

/** How many of a layer's heads of queries share one head of keys and values. */
export function sharing(facts: ModelFacts): number {
  const { nHeads, nKvHeads } = sizesOf(facts);
  return nHeads / nKvHeads;
}

/** Whether what enters attention is normed first; otherwise its norm stands after the sum. */
export const normsFirst = (facts: ModelFacts): boolean => attentionOf(facts).normPlace !== "post";

/** A person's mask is one of self-attention, beside the model's own. */
export const takesMask = ({ kind }: ModelFacts): boolean => kind === "self";

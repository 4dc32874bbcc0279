/** What a family of models is: how its config.json becomes a description, and what its tensors are called. */
import type { HeadDescription, ModelDescription, StackDescription, TensorName } from "../model-description.ts";
import type { Config } from "./config.ts";

/**
 * How a stored matrix becomes the model's [out, in]: as it is; as the transpose (GPT-2's Conv1D); or three at once,
 * q, k and v beside each other in a Conv1D, or head by head (GPT-NeoX).
 */
export type Layout = "plain" | "conv1d" | "qkv_conv1d" | "qkv_by_head";

/** One name of the file: `{l}` is the layer's number. "X" stands for X.weight and X.bias, "=X" for X alone. */
export interface Rule {
  pattern: string;
  /** The matrix or the norm's factor; what is `…bias` in the file goes to `…_bias`. null: not needed. */
  name: TensorName | null;
  stack: "encoder" | "decoder" | "head";
  layout: Layout;
}

export interface Facts {
  head: "masked_lm" | "classifier" | "lm" | null;
  labels: string[] | null;
  /** Of a classifier: any number of its labels may be true at once. */
  multiLabel: boolean;
  /** Of a classifier that reads a text's last token: those of this id do not count. Its head is then over tokens. */
  padId: number | null;
  /** The most tokens that one stack may have; null = no limit. */
  maxTokens: number | null;
  /** Ids that end a text. */
  endIds: number[];
  /** Ids that no text goes on with. */
  neverIds: number[];
  /** What an encoder–decoder's answer begins with. */
  startId: number | null;
  /** And the id that must follow it: null = the likeliest. */
  firstId: number | null;
  /** The decoder reads the text too, one behind, up to the last id that ends a text: so do encoder–decoders that give labels. */
  readsTwice: boolean;
}

export interface FamilyModel {
  /** `model_type`, as the family calls itself. */
  family: string;
  description: Omit<ModelDescription, "weights">;
  /** Beginnings that a name may have or lack. */
  prefixes: readonly string[];
  rules: readonly Rule[];
  facts: Facts;
}

export interface Family {
  /** Values of `model_type` that it is known by. */
  names: readonly string[];
  /** @param has whether the file has a tensor whose name ends so: heads are stored or not */
  read(config: Config, has: (ending: string) => boolean): FamilyModel;
}

/** Rules from a table: pattern → tensor of that stack; null for what is stored and not needed. */
export const rulesOf = (
  stack: Rule["stack"],
  table: Readonly<Record<string, TensorName | null>>,
  layout: Layout = "plain",
): Rule[] => Object.entries(table).map(([pattern, name]) => ({ pattern, name, stack, layout }));

/** Tables of patterns that begin alike. */
export const under = <T>(beginning: string, table: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(table).map(([pattern, name]) => {
      const isExact = pattern.startsWith("=");
      return [isExact ? `=${beginning}${pattern.slice(1)}` : beginning + pattern, name];
    }),
  );

/** The head_dim that follows where config.json has none. */
export function dividedHeadDim(config: Config, dModel: number, heads: string, nHeads: number): number {
  if (dModel % nHeads !== 0) throw config.fail(heads, `a divisor of ${dModel}, the length of a hidden state`);
  return dModel / nHeads;
}

/** Query heads share key heads in groups of equal size. @param fallback where nothing is said; null says: one for each */
export function kvHeads(config: Config, nHeads: number, fallback = nHeads): number {
  const name = "num_key_value_heads";
  const nKvHeads = config.heads(name, config.isNull(name) ? nHeads : fallback);
  if (nHeads % nKvHeads !== 0) throw config.fail(name, `a divisor of ${nHeads}, the number of heads`);
  return nKvHeads;
}

const mostLabels = 2 ** 16;

/** Names of a classifier's outputs, from id2label or by number. @param fallback how many, where config.json does not say */
export function labelsOf(config: Config, fallback = 2): string[] {
  const named = config.part("id2label");
  if (!named)
    return Array.from({ length: config.count("num_labels", fallback, 1, mostLabels) }, (_, i) => `LABEL_${i}`);
  const labels: string[] = [];
  while (named.has(String(labels.length))) labels.push(named.word(String(labels.length)));
  if (labels.length === 0) throw config.fail("id2label", 'an object {"0": name, "1": name, …}');
  return labels;
}

/** What the model was made for: the first of `architectures` ends so. */
export const isFor = (config: Config, ending: string): boolean =>
  config.texts("architectures")?.[0]?.endsWith(ending) ?? false;

/** The head of an encoder–decoder that gives labels: what the decoder has made of the text at its end. */
export function labelHead(
  config: Config,
  nLabels?: number,
): { head: HeadDescription; rules: Rule[]; facts: Partial<Facts> } | null {
  if (!isFor(config, "ForSequenceClassification")) return null;
  const labels = labelsOf(config, nLabels);
  const tensors = { "classification_head.dense": "head_transform", "classification_head.out_proj": "head" } as const;
  return {
    head: { of: "text", token: "last", nOutputs: labels.length, transform: "tanh", tied: false, bias: true },
    rules: rulesOf("head", tensors),
    facts: { head: "classifier", labels, readsTwice: true },
  };
}

const otherHeads = ["ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering"];

/** Made for something else than to go on with a text, by a head that is not known here. */
export const hasOtherHead = (config: Config): boolean => otherHeads.some((ending) => isFor(config, ending));

export const noFacts: Facts = {
  head: null,
  labels: null,
  multiLabel: false,
  padId: null,
  maxTokens: null,
  endIds: [],
  neverIds: [],
  startId: null,
  firstId: null,
  readsTwice: false,
};

export type { StackDescription };

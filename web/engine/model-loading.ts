/** From a model's files to a model in the core. */
import { loadTokenizer, openTensors } from "../text/model/index.ts";
import type { ModelSource, ModelTokenizer, ReadOptions, TensorFiles } from "../text/model/index.ts";
import type { Core, MakeModel } from "./core.ts";
import { CoreModel } from "./core-model.ts";
import { AttentionError } from "./errors.ts";
import { Config } from "./families/config.ts";
import { readFamily } from "./families/index.ts";
import type { FamilyModel } from "./families/family.ts";
import { withGeneration } from "./families/generation.ts";
import { attentionOf } from "./model-attention.ts";
import type { Rope, StackDescription } from "./model-description.ts";
import { fillModel } from "./model-filling.ts";
import { checkMemory } from "./model-memory.ts";
import { checkLayers, planTensors, typeOfEmbeddings } from "./model-tensors.ts";
import type { LoadSettings } from "./model-protocol.ts";
import type { ModelInfo } from "./model-types.ts";
import { mostTokens } from "./most-tokens.ts";

export interface Loaded {
  model: CoreModel;
  family: FamilyModel;
  /** Null where the model has none, then it takes ids; or where it was not asked for. */
  tokenizer: ModelTokenizer | null;
  info: Omit<ModelInfo, "hasTokenizer" | "mask">;
}

export interface Opened {
  source: ModelSource;
  files: TensorFiles;
  /** config.json as it is. */
  config: unknown;
  settings: LoadSettings;
  /** Bytes that other models hold. */
  held: number;
  withTokenizer: boolean;
}

/**
 * What config.json and the headers tell is checked before anything large is read or made.
 * @throws AttentionError `unknown_family`, `bad_model`, `model_too_large`, `no_tokenizer` for one that cannot be used,
 *   `out_of_memory`, `fetch_failed`; AbortError
 */
export async function loadInto(core: Core, opened: Opened, options: ReadOptions): Promise<Loaded> {
  const { source, files, settings, held } = opened;
  const family = await withGenerationConfig(source, familyOf(opened), options);
  const { model, plan } = describeIn(core, family, files, settings);
  try {
    checkMemory(model, plan, settings.weights, source.name, family, held);
    const tokenizer = opened.withTokenizer ? await readTokenizer(opened, options) : null;
    await fillModel(model, files, plan, options);
    const bytes = model.estimate(1).params;
    return { model, family, tokenizer, info: infoOf(opened, family, bytes) };
  } catch (error) {
    core.removeModel(model);
    throw error;
  }
}

/**
 * The headers of the tensors, and config.json. What a tokenizer is mostly in is asked for at the same time, because each
 * file costs a way to the server or the disk. Of several errors always the same one is thrown.
 */
export async function openFiles(
  source: ModelSource,
  options: ReadOptions,
  withTokenizer: boolean,
): Promise<Pick<Opened, "files" | "config">> {
  const reading = source.json("config.json", options);
  const ofTokenizer = withTokenizer ? ["tokenizer.json", "tokenizer_config.json"] : [];
  const asked = ofTokenizer.map((file) => source.size(file, options));
  for (const each of [reading, ...asked]) each.catch(() => undefined);
  const files = await openTensors(source, options);
  return { files, config: await reading };
}

/** In this order one of them is read; each is of no use without the others beside it. */
const tokenizerFiles = [["tokenizer.json"], ["vocab.txt"], ["vocab.json", "merges.txt"]] as const;

/** Bytes of the files that have the tokenizer; null without one: Marian's vocab.json belongs to SentencePiece files. */
export async function tokenizerBytes(source: ModelSource, options: ReadOptions): Promise<number | null> {
  for (const files of tokenizerFiles) {
    const sizes = await Promise.all(files.map((file) => source.size(file, options)));
    if (sizes.every((size) => size !== null)) return sizes.reduce((sum, size) => sum + size, 0);
  }
  return null;
}

async function readTokenizer({ source, config }: Opened, options: ReadOptions): Promise<ModelTokenizer | null> {
  if ((await tokenizerBytes(source, options)) === null) return null;
  const modelType = (config as { model_type?: unknown } | null)?.model_type;
  return loadTokenizer(source, { ...options, modelType: typeof modelType === "string" ? modelType : undefined });
}

/** @throws AttentionError `unknown_family`, `bad_model` */
export function familyOf({ config, files }: Pick<Opened, "config" | "files">): FamilyModel {
  const family = readFamily(config, files.tensors.keys());
  checkLayers(family, files.tensors);
  return family;
}

/** A model without its numbers, and where they are in the files. @throws AttentionError `bad_model`, `bad_option` */
export function describeIn(core: Core, family: FamilyModel, files: TensorFiles, { weights, rope }: LoadSettings) {
  const kept = weights === "as-stored" ? "as_stored" : weights;
  const make: MakeModel = (raw, description) => new CoreModel(raw, description);
  const description = rope === "exact" ? family.description : castRopes(family, files);
  const model = core.createModel(make, { ...description, weights: kept });
  try {
    const plan = planTensors(family, files.tensors, (place) => model.shapeOf(place), model.missing());
    return { model, plan };
  } catch (error) {
    core.removeModel(model);
    throw error;
  }
}

/** A model that is cast to 16 bits with all that it has rounds RoPE's frequencies too. */
function castRopes(family: FamilyModel, { tensors }: TensorFiles): FamilyModel["description"] {
  const { decoder } = family.description;
  const type = typeOfEmbeddings(family, tensors);
  if (!decoder?.ropes || (type !== "F16" && type !== "BF16")) return family.description;
  const ropes = decoder.ropes.map((rope): Rope => ({ ...rope, rounding: type }));
  return { ...family.description, decoder: { ...decoder, ropes: ropes as [Rope] | [Rope, Rope] } };
}

/** What a text begins and ends with may stand in generation_config.json too. */
async function withGenerationConfig(
  source: ModelSource,
  family: FamilyModel,
  options: ReadOptions,
): Promise<FamilyModel> {
  const name = "generation_config.json";
  if (family.facts.head !== "lm" || (await source.size(name, options)) === null) return family;
  const config = new Config(await source.json(name, options), "", name);
  return { ...family, facts: withGeneration(family.facts, config) };
}

const sizesOf = ({ nLayers, nHeads, nKvHeads, headDim, dModel }: StackDescription) => ({
  nLayers,
  nHeads,
  nKvHeads,
  headDim,
  dModel,
});

function infoOf(
  { source: { name }, files, config, settings: { weights } }: Opened,
  { family, description, facts }: FamilyModel,
  bytes: number,
): Loaded["info"] {
  const { encoder, decoder } = description;
  const first = encoder ?? decoder;
  if (!first) throw new AttentionError("bad_model", `${name} has neither encoder nor decoder.`, {});
  const isBoth = encoder !== undefined && decoder !== undefined;
  const otherHead = facts.head === null ? madeFor(config) : null;
  return {
    family,
    name,
    ...sizesOf(first),
    ...(isBoth && { decoder: { ...sizesOf(decoder), vocabSize: decoder.vocabSize } }),
    vocabSize: first.vocabSize,
    nTypes: first.nTypes ?? 0,
    maxTokens: Math.min(facts.maxTokens ?? mostTokens, mostTokens),
    nParams: countParams(files),
    bytes,
    weights,
    attention: attentionOf(description),
    causal: first.causal,
    encoderDecoder: isBoth,
    generates: facts.head === "lm",
    head: facts.head,
    ...(otherHead !== null && { otherHead }),
    ...(facts.labels && { labels: facts.labels }),
    ...(facts.multiLabel && { multiLabel: true }),
  };
}

/** The architecture, where it names a head: "…ForQuestionAnswering". */
function madeFor(config: unknown): string | null {
  const [first = ""] = new Config(config).texts("architectures") ?? [];
  return /For[A-Z]/.test(first) ? first : null;
}

export const countParams = ({ tensors }: TensorFiles): number =>
  [...tensors.values()]
    .filter(({ name }) => !(name.endsWith(".scale") && tensors.get(name.slice(0, -".scale".length))?.dtype === "I8"))
    .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);

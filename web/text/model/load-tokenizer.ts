/** Finds a model's tokenizer among its files. */
import { AttentionError } from "../../engine/errors.ts";
import type { AddedToken } from "./added-tokens.ts";
import { withAddedTokens, withSettings } from "./beside-tokenizer.ts";
import { isRecord } from "./check-tokenizer.ts";
import { type Config, loadLibrary } from "./hub-tokenizers.ts";
import { type BytePairKind, fromVocabAndMerges, fromVocabTxt } from "./plain-vocabularies.ts";
import { badModel, noTokenizer } from "./problems.ts";
import { findSpecialIds } from "./special-ids.ts";
import { HubModelTokenizer } from "./tokenizer.ts";
import type { LoadTokenizer, ModelSource, ReadOptions } from "./types.ts";

/** A file that not every model has. */
async function readConfig(source: ModelSource, file: string, options: ReadOptions): Promise<Config> {
  if ((await source.size(file, options)) === null) return {};
  const json = await source.json(file, options);
  if (isRecord(json)) return json;
  throw badModel(file, "it is no JSON object");
}

/** Families whose byte-level BPE has <s> and </s> around the text. */
const robertaLike = new Set(["roberta", "bart", "longformer"]);
const qwenLike = new Set(["qwen2", "qwen3"]);

function bytePairKind(modelType: string | undefined, tokenizerClass: unknown): BytePairKind {
  const name = String(tokenizerClass);
  if (robertaLike.has(modelType ?? "") || /roberta|bart/i.test(name)) return "roberta";
  return qwenLike.has(modelType ?? "") || /qwen/i.test(name) ? "qwen" : "gpt2";
}

interface Found {
  file: string;
  json: Config;
}

async function findTokenizer(
  source: ModelSource,
  config: Config,
  modelType: string | undefined,
  options: ReadOptions,
): Promise<Found> {
  const has = async (file: string) => (await source.size(file, options)) !== null;
  if (await has("tokenizer.json")) {
    const json = await source.json("tokenizer.json", options);
    if (!isRecord(json) || !isRecord(json.model)) throw badModel("tokenizer.json", "it has no model");
    return { file: "tokenizer.json", json };
  }
  if (await has("vocab.txt"))
    return { file: "vocab.txt", json: fromVocabTxt(await source.text("vocab.txt", options), config) };
  if ((await has("vocab.json")) && (await has("merges.txt"))) {
    const vocab = await source.json("vocab.json", options);
    const merges = await source.text("merges.txt", options);
    const kind = bytePairKind(modelType, config.tokenizer_class);
    return { file: "merges.txt", json: fromVocabAndMerges(vocab, merges, config, kind) };
  }
  throw noTokenizer(`${source.name} has no tokenizer.json, no vocab.txt, and no vocab.json with merges.txt`);
}

/** The parts that may be left out stand as null for the library. */
const withAllParts = (json: Config): Config => ({
  ...json,
  ...Object.fromEntries(
    ["normalizer", "pre_tokenizer", "post_processor", "decoder"].map((part) => [part, json[part] ?? null]),
  ),
  added_tokens: json.added_tokens ?? [],
});

/** @throws AttentionError `no_tokenizer`, `bad_model`, `fetch_failed`; AbortError */
export const loadTokenizer: LoadTokenizer = async (source, { modelType, ...options } = {}) => {
  const loading = loadLibrary();
  loading.catch(() => undefined); // what is wrong with the files is said first
  const config = await readConfig(source, "tokenizer_config.json", options);
  const isWhole = (await source.size("tokenizer.json", options)) !== null;
  const added = isWhole ? {} : await readConfig(source, "added_tokens.json", options);
  const isNamed = ["eos_token", "bos_token", "cls_token"].some((name) => name in config);
  const isEnough = isNamed && Object.keys(added).length === 0;
  const more = isEnough ? {} : await readConfig(source, "special_tokens_map.json", options);
  const found = await findTokenizer(source, { ...more, ...config }, modelType, options);
  const { file } = found;
  const json = withSettings(withAddedTokens(found.json, added, [config, more]), config);
  const library = await loading;
  try {
    const specialIds = (added: AddedToken[]) => findSpecialIds([config, more], added);
    const tokenizer = new HubModelTokenizer(withAllParts(json), config, library, specialIds);
    tokenizer.encode("A first try."); // rather now than when a person has typed
    return tokenizer;
  } catch (error) {
    if (error instanceof AttentionError) throw error;
    throw noTokenizer(`${file}: ${error instanceof Error ? error.message : String(error)}`, { file });
  }
};

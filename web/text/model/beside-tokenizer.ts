/** What tokenizer_config.json and added_tokens.json say beside tokenizer.json, or beside the older files that stand for it. */
import { isId, isRecord } from "./check-tokenizer.ts";
import type { Config } from "./hub-tokenizers.ts";
import { contentOf } from "./special-ids.ts";

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Contents of the tokens that are called special, beside those that have a role of their own. */
function specialContents(configs: readonly Config[]): Set<string> {
  const named = configs.flatMap((config) => [
    ...Object.entries(config).flatMap(([key, value]) => (key.endsWith("_token") ? [value] : [])),
    ...listOf(config.additional_special_tokens),
    ...listOf(config.extra_special_tokens),
  ]);
  return new Set(named.map(contentOf).filter((content) => content !== null));
}

/**
 * With the tokens that were added in fine-tuning, where tokenizer.json does not have them.
 * @param added added_tokens.json: ids by content @param configs tokenizer_config.json and special_tokens_map.json
 */
export function withAddedTokens(json: Config, added: Config, configs: readonly Config[]): Config {
  const known = listOf(json.added_tokens);
  const contents = new Set(known.map(contentOf));
  const special = specialContents(configs);
  const decoder = configs.map((config) => config.added_tokens_decoder).find(isRecord) ?? {};
  const more = [
    ...Object.entries(decoder).map(([id, token]) => (isRecord(token) ? { ...token, id: Number(id) } : null)),
    ...Object.entries(added).map(([content, id]) => ({ content, id, special: special.has(content) })),
  ].filter((token) => {
    const content = contentOf(token);
    if (content === null || !isId(token?.id) || contents.has(content)) return false;
    contents.add(content);
    return true;
  });
  return more.length === 0 ? json : { ...json, added_tokens: [...known, ...more] };
}

/** The classes that take tokenizer.json as it is. */
const plainClasses: readonly unknown[] = ["PreTrainedTokenizerFast", "TokenizersBackend"];
const ofBert = {
  do_lower_case: "lowercase",
  strip_accents: "strip_accents",
  tokenize_chinese_chars: "handle_chinese_chars",
};

/** With what tokenizer_config.json sets: the library's own classes take that before what tokenizer.json has. */
export function withSettings(json: Config, config: Config): Config {
  if (plainClasses.includes(config.tokenizer_class)) return json;
  const { normalizer, pre_tokenizer } = json;
  if (isRecord(normalizer) && normalizer.type === "BertNormalizer") {
    const set = Object.entries(ofBert).flatMap(([name, own]) =>
      typeof config[name] === "boolean" ? [[own, config[name]] as const] : [],
    );
    return { ...json, normalizer: { ...normalizer, ...Object.fromEntries(set) } };
  }
  const isByteLevel = isRecord(pre_tokenizer) && pre_tokenizer.type === "ByteLevel";
  if (!isByteLevel || typeof config.add_prefix_space !== "boolean") return json;
  return { ...json, pre_tokenizer: { ...pre_tokenizer, add_prefix_space: config.add_prefix_space } };
}

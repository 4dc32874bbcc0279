/** Which ids begin, end, separate, hide: as tokenizer_config.json or special_tokens_map.json name them, else by names in use. */
import type { AddedToken } from "./added-tokens.ts";
import type { Config } from "./hub-tokenizers.ts";
import type { ModelTokenizer } from "./types.ts";

export type SpecialIds = ModelTokenizer["special"];
type Role = keyof SpecialIds;

const usualNames: Readonly<Record<Role, readonly string[]>> = {
  bos: ["<s>", "<|endoftext|>", "<bos>"],
  eos: ["</s>", "<|endoftext|>", "<eos>"],
  unk: ["<unk>", "[UNK]"],
  pad: ["<pad>", "[PAD]"],
  cls: ["[CLS]"],
  sep: ["[SEP]"],
  mask: ["[MASK]", "<mask>"],
};

/** Of a token that is named by itself, or as an object with settings. */
export function contentOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  const content = value !== null && typeof value === "object" && "content" in value ? value.content : null;
  return typeof content === "string" ? content : null;
}

/** @param configs the first that names a role decides */
export function findSpecialIds(configs: readonly Config[], added: readonly AddedToken[]): SpecialIds {
  const ids = new Map(added.map(({ content, id }) => [content, id]));
  const special: Partial<Record<Role, number>> = {};
  for (const [role, usual] of Object.entries(usualNames) as [Role, readonly string[]][]) {
    const names = [...configs.map((config) => contentOf(config[`${role}_token`])), ...usual];
    const name = names.find((each) => each !== null && ids.has(each));
    if (name) special[role] = ids.get(name)!;
  }
  return special;
}

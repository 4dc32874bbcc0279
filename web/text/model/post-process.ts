/** Special tokens around one text or two, and the token types, as `post_processor` of tokenizer.json says. */
import { isId, isRecord, stepsOf } from "./check-tokenizer.ts";
import type { Config } from "./hub-tokenizers.ts";

/** A token of a text (its index there), or a special one. */
export type Placed =
  { of: "a" | "b"; index: number; type: number } | { special: string; id: number | null; type: number };

/** A way to arrange the tokens of text a, and of text b where there is one. */
export type Arrange = (nA: number, nB: number | null) => Placed[];

const texts = (of: "a" | "b", count: number, type: number): Placed[] =>
  Array.from({ length: count }, (_, index) => ({ of, index, type }));

const plain: Arrange = (nA, nB) => [...texts("a", nA, 0), ...(nB === null ? [] : texts("b", nB, 1))];

type Pair = [piece: string, id: number];
function pairOf(config: Config, key: "cls" | "sep"): Pair {
  const value = config[key];
  if (Array.isArray(value) && typeof value[0] === "string" && isId(value[1])) return value as Pair;
  throw new Error(`its post_processor has no ${key}`);
}

const special = ([piece, id]: Pair, type: number): Placed => ({ special: piece, id, type });

/** @param nBetween separators between two texts, beside the one that ends the first @param typeOfB of the second text's tokens */
function around(config: Config, nBetween: 0 | 1, typeOfB: 0 | 1): Arrange {
  const [cls, sep] = [pairOf(config, "cls"), pairOf(config, "sep")];
  const between = nBetween === 0 ? [] : [special(sep, 0)];
  return (nA, nB) => [
    special(cls, 0),
    ...texts("a", nA, 0),
    special(sep, 0),
    ...(nB === null ? [] : [...between, ...texts("b", nB, typeOfB), special(sep, typeOfB)]),
  ];
}

interface TemplateItem {
  SpecialToken?: { id: string; type_id: number };
  Sequence?: { id: "A" | "B"; type_id: number };
}
type SpecialTable = Record<string, { ids: number[]; tokens: string[] }>;

function isTemplateItem(value: unknown): value is TemplateItem {
  const part = isRecord(value) ? (value.SpecialToken ?? value.Sequence) : null;
  return isRecord(part) && typeof part.id === "string" && isId(part.type_id);
}

const isSpecial = (value: unknown) =>
  isRecord(value) &&
  Array.isArray(value.ids) &&
  value.ids.every(isId) &&
  Array.isArray(value.tokens) &&
  value.tokens.every((token) => typeof token === "string");

function template(config: Config): Arrange {
  const { single, pair, special_tokens = {} } = config;
  for (const items of [single, pair])
    if (!Array.isArray(items) || !items.every(isTemplateItem))
      throw new Error("its post_processor has no single and pair");
  if (!isRecord(special_tokens) || !Object.values(special_tokens).every(isSpecial))
    throw new Error("its post_processor has no table of special_tokens");
  const table = special_tokens as SpecialTable;
  const specials = (name: string, type: number): Placed[] =>
    Object.hasOwn(table, name)
      ? table[name]!.ids.map((id, i) => ({ special: table[name]!.tokens[i] ?? name, id, type }))
      : [{ special: name, id: null, type }];
  return (nA, nB) =>
    ((nB === null ? single : pair) as TemplateItem[]).flatMap(({ SpecialToken, Sequence }) => {
      if (SpecialToken) return specials(SpecialToken.id, SpecialToken.type_id);
      if (Sequence?.id === "A") return texts("a", nA, Sequence.type_id);
      return Sequence && nB !== null ? texts("b", nB, Sequence.type_id) : [];
    });
}

/** @throws Error for a kind that is not known */
export function makeArrange(config: Config | null): Arrange {
  switch (config?.type) {
    case undefined:
    case "ByteLevel":
      return plain;
    case "TemplateProcessing":
      return template(config);
    case "BertProcessing":
      return around(config, 0, 1);
    case "RobertaProcessing":
      return around(config, 1, 0);
    case "Sequence": {
      // Of those in use only one adds tokens; the others are about places in the text, which are ours.
      const steps = stepsOf(config, "processors").filter((step) => step.type !== "ByteLevel");
      if (steps.length > 1) throw new Error("its post_processor is a sequence of more than one");
      return makeArrange(steps[0] ?? null);
    }
    default:
      throw new Error(`its post_processor "${String(config?.type)}" is not known`);
  }
}

/** Without special tokens. */
export const withoutSpecial =
  (arrange: Arrange): Arrange =>
  (nA, nB) =>
    arrange(nA, nB).filter((placed) => "of" in placed);

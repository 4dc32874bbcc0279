/** Attributes of `<attention-playground>` and the options of play(): the same names, in kebab case. */
import { parseOption } from "../engine/option-text.ts";
import { badOption, optionNames } from "../engine/options.ts";
import type { PlayArguments, PlayInput } from "../engine/types.ts";

/** Own vectors come as a handle from loadVectors(), which an attribute cannot hold. */
const playNames = optionNames.filter((name) => name !== "vectors");

export const attributeOf = (option: string): string => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const optionAttributes: readonly string[] = playNames.map(attributeOf);

/** What else a transformer is told by. */
export const modelAttributes: readonly string[] = [
  ...["kind", "target", "head-scale", "combine", "picks", "taken", "truncate"],
  ...["words", "hide", "pair-part"],
];

export type Read = (attribute: string) => string | null;

/** A list stands for tokens set by hand. */
const asInput = (words: string | string[]): PlayInput => (typeof words === "string" ? words : { tokens: words });

/** Reads the options that the element's attributes set, as play() takes them. @throws AttentionError `bad_option` */
export function readOptions(read: Read): PlayArguments {
  const options: Record<string, unknown> = {};
  for (const name of playNames) {
    const text = read(attributeOf(name));
    if (text !== null) options[name] = parseOption(name, text);
  }
  for (const name of ["against", "pair"] as const)
    if (name in options) options[name] = asInput(options[name] as string | string[]);
  return options;
}

/** The first text: its words as the attribute `tokens` cuts it, or as it is. @throws AttentionError `bad_option` */
export function readText(read: Read): PlayInput {
  const given = read("tokens");
  if (given === null) return read("text") ?? "";
  const tokens = listIn(given);
  if (!tokens) throw badOption("tokens", given, 'a list such as ["New York", "is", "big"]');
  return { tokens };
}

function listIn(text: string): string[] | null {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((word) => typeof word === "string") ? list : null;
  } catch {
    return null;
  }
}

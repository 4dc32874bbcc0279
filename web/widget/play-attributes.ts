/** Attributes of `<attention-playground>` and the options of play(): the same names, in kebab case. */
import { parseOption } from "../engine/option-text.ts";
import { optionNames, type PlayOptions } from "../engine/options.ts";

/** Own vectors come as a handle from loadVectors(), which an attribute cannot hold. */
const playNames = optionNames.filter((name) => name !== "vectors");

export const attributeOf = (option: string): string => option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export const optionAttributes: readonly string[] = playNames.map(attributeOf);

/** Reads the options that the element's attributes set. @throws AttentionError `bad_option` */
export function readOptions(read: (attribute: string) => string | null): Partial<Omit<PlayOptions, "vectors">> {
  const options: Record<string, unknown> = {};
  for (const name of playNames) {
    const text = read(attributeOf(name));
    if (text !== null) options[name] = parseOption(name, text);
  }
  return options;
}

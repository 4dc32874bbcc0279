/** The form in which words are looked up. */
import { kindOf } from "./characters.ts";

/** ASCII without capitals, and the common Han characters. */
const isFolded = (text: string) => /^[\0-@[-\x7f\u4e00-\u9fff]*$/.test(text);
const sameLookup: Readonly<Record<string, string>> = { "’": "'", ʼ: "'", "‐": "-" };
const isVariationSelector = (codePoint: number) => codePoint >= 0xfe00 && codePoint <= 0xfe0f;

function lookupCharacter(character: string): string {
  const codePoint = character.codePointAt(0)!;
  if (kindOf(codePoint) === "joiner" || isVariationSelector(codePoint)) return "";
  return sameLookup[character] ?? character;
}

/**
 * NFKC and lower case, with ’ as ' and without invisible joiners.
 *
 * Unicode promises that NFKC of an assigned character never changes; a text with a character that our table does not know
 * is returned as it is, because an engine with a newer Unicode might change it.
 */
export function fold(text: string): string {
  if (isFolded(text)) return text;
  const characters = Array.from(text);
  if (characters.some((character) => kindOf(character.codePointAt(0)!) === "unassigned")) return text;
  return Array.from(text.normalize("NFKC").toLowerCase(), lookupCharacter).join("");
}

/** Finds what a pre-tokenizer cut out in the text that it was given: it drops blanks, writes them as "▁", or puts one in front. */
import { INSERTED, type Tracked } from "./tracked.ts";
import { toByteCharacters } from "./byte-level.ts";

/** A word for the model, and for each of its characters the index of the normalized character it stands for, or INSERTED. */
export interface PlacedWord {
  chars: string[];
  sources: number[];
}

const METASPACE = "▁";
/** What is put in front of words: a blank, as each kind of tokenizer writes it. */
const fronts = new Set([METASPACE, " ", "Ġ"]);

export interface Units {
  chars: string[];
  sources: number[];
  /** The pre-tokenizer writes blanks as "▁": elsewhere that is a character like others. */
  hasMetaspace: boolean;
}

/** A normalized text in the units of the words: characters, or bytes. */
export function unitsOf(
  text: Tracked,
  { isByteLevel, hasMetaspace }: { isByteLevel: boolean; hasMetaspace: boolean },
): Units {
  const units: Units = { chars: [], sources: [], hasMetaspace };
  text.chars.forEach((char, index) => {
    for (const unit of isByteLevel ? toByteCharacters(char) : [char]) {
      units.chars.push(unit);
      units.sources.push(index);
    }
  });
  return units;
}

function matches(chars: readonly string[], from: number, { chars: given, hasMetaspace }: Units, at: number): boolean {
  if (at + chars.length - from > given.length) return false;
  for (let i = from; i < chars.length; i++) {
    const [cut, there] = [chars[i]!, given[at + i - from]!];
    if (cut !== there && !(hasMetaspace && cut === METASPACE && there === " ")) return false;
  }
  return true;
}

/** How many characters at the front of the word are not in the text, where it stands at `at`; null where it stands elsewhere. */
function insertedAt(chars: readonly string[], units: Units, at: number): 0 | 1 | null {
  if (matches(chars, 0, units, at)) return 0;
  return chars.length > 1 && fronts.has(chars[0]!) && matches(chars, 1, units, at) ? 1 : null;
}

/** @param words in the order of the text */
export function placeWords(words: readonly string[], units: Units): PlacedWord[] {
  let at = 0;
  return words.map((word) => {
    const chars = Array.from(word);
    for (let start = at; start <= units.chars.length; start++) {
      const nInserted = insertedAt(chars, units, start);
      if (nInserted === null) continue;
      const nFound = chars.length - nInserted;
      at = start + nFound;
      const found = units.sources.slice(start, at);
      return { chars, sources: nInserted ? [INSERTED, ...found] : found };
    }
    return { chars, sources: chars.map(() => INSERTED) };
  });
}

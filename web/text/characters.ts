/**
 * What kind of character a code point is, from a table of our own: `\p{…}` follows the Unicode version of the engine,
 * and the same text has to give the same tokens everywhere.
 */
import { characterTable } from "./character-table.ts";

const kindOfClass = {
  A: "latin",
  H: "han",
  T: "unspaced",
  L: "letter",
  M: "mark",
  X: "joiner",
  N: "number",
  P: "punctuation",
  S: "symbol",
  B: "blank",
  U: "unassigned",
} as const;

/**
 * `unspaced`: a letter of a script other than Han that is written without spaces (kana, Thai, Lao, Khmer, Myanmar …).
 * `letter`: of any other script but Latin. `blank`: space, control character or invisible break.
 * `unassigned`: also private use and halves of surrogate pairs.
 */
export type CharacterKind = (typeof kindOfClass)[keyof typeof kindOfClass];

function decodeTable(): { starts: Uint32Array; kinds: CharacterKind[] } {
  const starts: number[] = [];
  const kinds: CharacterKind[] = [];
  let start = 0;
  for (const [, length, name] of characterTable.matchAll(/([0-9a-z]*)([A-Z])/g)) {
    starts.push(start);
    kinds.push(kindOfClass[name as keyof typeof kindOfClass]);
    start += length ? parseInt(length, 36) : 1;
  }
  return { starts: Uint32Array.from(starts), kinds };
}

const { starts, kinds } = decodeTable();

export function kindOf(codePoint: number): CharacterKind {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (codePoint < starts[middle]!) high = middle;
    else low = middle;
  }
  return kinds[low]!;
}

/**
 * Unicode's Default_Ignorable_Code_Point without the jamo fillers, which take part in syllables: what has no shape of its
 * own, such as joiners, variation selectors, soft hyphens and tags. From DerivedCoreProperties.txt; ranges from … to.
 */
const ignorable: readonly (readonly [from: number, to: number])[] = [
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfff8],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

/** Whether there is nothing to see of a character that stands alone. */
export const isIgnorable = (codePoint: number): boolean =>
  codePoint > 0xa0 && ignorable.some(([from, to]) => codePoint >= from && codePoint <= to);

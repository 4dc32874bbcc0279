/** NFC, NFD, NFKC and NFKD of a tracked text. As in the `tokenizers` library a composed character has the place of its base alone. */
import { emptyTracked, pushAs, slice, textOf, type Tracked } from "./tracked.ts";

export type Form = "NFC" | "NFD" | "NFKC" | "NFKD";

/** What may compose or change places with what stands before it: marks, Hangul vowels and finals, half-width voicing marks. */
const joinsBefore = /^[\p{M}\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]/u;

const isAscii = (text: string) => /^[\0-\x7f]*$/.test(text);
const codePoints = (text: string) => Array.from(text).length;

/** Each character of the composed text takes as many decomposed ones as it has, and the place of the first of them. */
function pushSegment(to: Tracked, from: Tracked, begin: number, end: number, form: Form) {
  const isCompatible = form === "NFKC" || form === "NFKD";
  const sources: number[] = [];
  for (let index = begin; index < end; index++) {
    const parts = codePoints(from.chars[index]!.normalize(isCompatible ? "NFKD" : "NFD"));
    for (let part = 0; part < parts; part++) sources.push(index);
  }
  const isComposed = form === "NFC" || form === "NFKC";
  let taken = 0;
  for (const char of from.chars.slice(begin, end).join("").normalize(form)) {
    pushAs(to, char, from, sources[taken] ?? end - 1);
    taken += isComposed ? codePoints(char.normalize("NFD")) : 1;
  }
}

export function normalizeForm(text: Tracked, form: Form): Tracked {
  const plain = textOf(text);
  if (isAscii(plain)) return text;
  const out = emptyTracked();
  for (let begin = 0; begin < text.chars.length;) {
    let end = begin + 1;
    while (end < text.chars.length && joinsBefore.test(text.chars[end]!)) end += 1;
    pushSegment(out, text, begin, end, form);
    begin = end;
  }
  if (textOf(out) === plain.normalize(form)) return out;
  // Starters that compose with each other, in scripts that the pattern above does not foresee.
  const whole = emptyTracked();
  pushSegment(whole, slice(text, 0, text.chars.length), 0, text.chars.length, form);
  return whole;
}

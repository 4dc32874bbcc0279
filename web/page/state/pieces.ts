/** A text whose tokens were partly set by hand: tokens that stand, and between them stretches for the segmenter. Pure. */
import { kindOf, type CharacterKind } from "../../text/characters.ts";

/** A token set by hand, or (in a list of its own, as links have it) a stretch that is still to be segmented. */
export type Piece = string | readonly [stretch: string];

/** UTF-16 units of the text. */
export interface Range {
  start: number;
  end: number;
}

export const isToken = (piece: Piece): piece is string => typeof piece === "string";

/** Where each of these stands in the text, one after the other; null where it is not there. */
export function placesIn(text: string, list: readonly string[]): (Range | null)[] {
  let from = 0;
  return list.map((part) => {
    const start = text.indexOf(part, from);
    if (start < 0) return null;
    from = start + part.length;
    return { start, end: from };
  });
}

/** The tokens set by hand, as ranges of the text; null when the pieces are those of another text. */
export function rangesOf(text: string, pieces: readonly Piece[]): Range[] | null {
  const places = placesIn(
    text,
    pieces.map((piece) => (isToken(piece) ? piece : piece[0])),
  );
  if (places.includes(null)) return null;
  return places.filter((place, index): place is Range => place !== null && isToken(pieces[index] ?? ""));
}

/** The pieces of a text in which these ranges are tokens; null when there are none. Blanks between belong to no piece. */
export function piecesOf(text: string, tokens: readonly Range[]): Piece[] | null {
  if (!tokens.length) return null;
  let from = 0;
  const pieces = tokens.flatMap(({ start, end }): Piece[] => {
    const before = text.slice(from, start).trim();
    from = end;
    return before ? [[before], text.slice(start, end)] : [text.slice(start, end)];
  });
  const rest = text.slice(from).trim();
  return rest ? [...pieces, [rest]] : pieces;
}

/** What an edit replaced: the same units before and after it stand in both texts. */
interface Edit {
  start: number;
  endBefore: number;
  endAfter: number;
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
/** Whether a place lies between the halves of one character. */
const isInside = (text: string, at: number) => at > 0 && isHighSurrogate(text.charCodeAt(at - 1));

function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  if (isInside(before, start) || isInside(after, start)) start -= 1;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  if (isInside(before, before.length - tail) || isInside(after, after.length - tail)) tail -= 1;
  return { start, endBefore: before.length - tail, endAfter: after.length - tail };
}

const ofWords: readonly CharacterKind[] = ["latin", "letter", "number", "mark", "joiner", "unassigned"];
const extending: readonly CharacterKind[] = ["mark", "joiner"];

/** Whether a word goes on across this place, so that no token may end there on its own. */
function goesOn(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return false;
  const before = kindOf(text.codePointAt(isInside(text, at - 1) ? at - 2 : at - 1) ?? 0);
  const after = kindOf(text.codePointAt(at) ?? 0);
  return extending.includes(after) || before === "joiner" || (ofWords.includes(before) && ofWords.includes(after));
}

/**
 * The pieces after an edit of the text: tokens set by hand stay unless the edit reached into them or made their word longer;
 * what lies between is segmented anew. Null when none is left.
 */
export function piecesAfterEdit(pieces: readonly Piece[] | null, before: string, after: string): Piece[] | null {
  const ranges = pieces && rangesOf(before, pieces);
  if (!ranges) return null;
  const { start, endBefore, endAfter } = editBetween(before, after);
  const left = ranges.filter(({ end }) => end < start || (end === start && !goesOn(after, end)));
  const right = ranges
    .filter((range) => range.start >= endBefore)
    .map((range) => ({ start: range.start + endAfter - endBefore, end: range.end + endAfter - endBefore }))
    .filter((range) => range.start > endAfter || !goesOn(after, endAfter));
  return piecesOf(after, [...left, ...right]);
}

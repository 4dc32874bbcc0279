/** Words put in the place of a mask, and masks in the place of words. Pure. */
import type { Candidate, ModelToken } from "../../../engine/model-types.ts";
import type { PlayState } from "../../state/play-state.ts";

/** A mask in one of the texts, and which token of the run it is. */
export interface MaskPlace {
  token: number;
  start: number;
  end: number;
  of: "text" | "textB";
}

const textOf = ({ segment }: ModelToken) => (segment === "b" ? "textB" : "text");

/** The masks that a person typed. */
export function masksIn(tokens: readonly ModelToken[], maskId: number | undefined): MaskPlace[] {
  return tokens.flatMap((token, index) => {
    const { id, start, end } = token;
    if (id !== maskId || start === null || end === null) return [];
    return [{ token: index, start, end, of: textOf(token) }];
  });
}

/** @param spaced whether the vocabulary's pieces say themselves that a blank goes before them */
function joined(before: string, { piece, text }: Candidate, spaced: boolean): string {
  const word = text.trim();
  const left = before.trimEnd();
  if (piece.startsWith("##")) return left + word.replace(/^##/, "");
  if (!spaced) return before + word;
  if (left === "" || /\s$/.test(before) === /^\s/.test(text)) return before + word;
  return /^\s/.test(text) ? `${before} ${word}` : left + word;
}

/** The text with a candidate where the mask was. */
export function filled(
  state: PlayState,
  { of, start, end }: MaskPlace,
  candidate: Candidate,
  candidates: readonly Candidate[],
): PlayState {
  const text = state[of];
  const spaced = candidates.some((each) => /^\s/.test(each.text));
  return { ...state, [of]: joined(text.slice(0, start), candidate, spaced) + text.slice(end) };
}

/** Where the word of a token stands: all its pieces. Null for a token that is no part of the texts. */
export function wordAt(tokens: readonly ModelToken[], index: number): Omit<MaskPlace, "token"> | null {
  const at = tokens[index];
  if (!at || at.special || at.start === null) return null;
  const of = textOf(at);
  const isSame = (each: ModelToken) => each === at || (each.word !== null && each.word === at.word);
  const pieces = tokens.filter((each) => isSame(each) && textOf(each) === of);
  const starts = pieces.flatMap(({ start }) => start ?? []);
  const ends = pieces.flatMap(({ end }) => end ?? []);
  return { of, start: Math.min(...starts), end: Math.max(...ends) };
}

/** The text with a mask where a word was, set apart from what stands around it. */
export function masked(state: PlayState, { of, start, end }: Omit<MaskPlace, "token">, mask: string): PlayState {
  const text = state[of];
  return { ...state, [of]: text.slice(0, start) + mask + text.slice(end) };
}

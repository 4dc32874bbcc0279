/** Tokens merged and split by hand: lists of pieces of the text as typed, one list per text. Pure. */
import { clustersOf } from "../../text/clusters.ts";
import { isCross, sourceTokens, type Direction, type ViewData, type ViewToken } from "../../render/view-data.ts";
import type { PlayState } from "./play-state.ts";

/** The tokens on the screen and which of them are meant. */
export interface TokenScene {
  data: ViewData | null;
  direction: Direction;
  /** The selection, or the pinned source alone; ascending. */
  sources: readonly number[];
}

export interface TokenEdits {
  /** What the selected tokens would become as one; null when they cannot. */
  merged: string | null;
  /** The token that can be split; null when there is none. */
  split: string | null;
  byHand: boolean;
}

/** One text's tokens and the meant ones among them. */
interface Selected {
  which: "tokens" | "tokensB";
  text: string;
  list: string[];
  indices: number[];
}

function selected(state: PlayState, { data, direction, sources }: TokenScene): Selected | null {
  if (!data) return null;
  const all: readonly ViewToken[] = sourceTokens(data, direction);
  const ofKeys = isCross(data) && direction === "by";
  const isSecond = (index: number) => ofKeys || all[index]?.segment === "b";
  const second = sources[0] !== undefined && isSecond(sources[0]);
  if (!sources.length || sources.some((index) => !all[index] || isSecond(index) !== second)) return null;
  const mine = all.map((_, index) => index).filter((index) => isSecond(index) === second);
  return {
    which: second ? "tokensB" : "tokens",
    text: second ? state.textB : state.text,
    list: mine.map((index) => all[index]?.text ?? ""),
    indices: sources.map((index) => mine.indexOf(index)),
  };
}

/** Where each token stands in the text as typed; null where it is not there. */
function placesIn(text: string, list: readonly string[]): ({ start: number; end: number } | null)[] {
  let from = 0;
  return list.map((token) => {
    const start = text.indexOf(token, from);
    if (start < 0) return null;
    from = start + token.length;
    return { start, end: from };
  });
}

function mergedText({ text, list, indices }: Selected): string | null {
  const [first, last] = [indices[0] ?? 0, indices.at(-1) ?? 0];
  if (indices.length < 2 || last - first !== indices.length - 1) return null;
  const places = placesIn(text, list);
  const [start, end] = [places[first]?.start, places[last]?.end];
  return start !== undefined && end !== undefined ? text.slice(start, end) : list.slice(first, last + 1).join("");
}

const splittable = ({ list, indices }: Selected): string | null => {
  const token = list[indices[0] ?? 0] ?? "";
  return indices.length === 1 && clustersOf(token).length > 1 ? token : null;
};

export function tokenEdits(state: PlayState, scene: TokenScene): TokenEdits {
  const byHand = state.tokens !== null || state.tokensB !== null;
  const meant = selected(state, scene);
  return { byHand, merged: meant && mergedText(meant), split: meant && splittable(meant) };
}

/** The first of the new tokens stays the one that is looked from. */
function replaced(
  state: PlayState,
  scene: TokenScene,
  { which, list, indices }: Selected,
  pieces: string[],
): PlayState {
  const next = [...list];
  next.splice(indices[0] ?? 0, indices.length, ...pieces);
  const source = scene.sources[0] ?? null;
  const pins = scene.direction === "to" ? { query: source, key: null } : { query: null, key: source };
  return { ...state, [which]: next, ...pins };
}

/** The selected tokens as one, with whatever stands between them in the text. */
export function mergeTokens(state: PlayState, scene: TokenScene): PlayState {
  const meant = selected(state, scene);
  const merged = meant && mergedText(meant);
  return meant && merged !== null ? replaced(state, scene, meant, [merged]) : state;
}

/** The token as its characters; some of them can be merged again. */
export function splitToken(state: PlayState, scene: TokenScene): PlayState {
  const meant = selected(state, scene);
  const token = meant && splittable(meant);
  if (!meant || token === null) return state;
  const pieces = clustersOf(token)
    .map((cluster) => cluster.text)
    .filter((piece) => piece.trim() !== "");
  return replaced(state, scene, meant, pieces);
}

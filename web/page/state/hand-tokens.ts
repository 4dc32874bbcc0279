/** Merging and splitting tokens by hand: what the tools may do, and what becomes of the text's pieces. Pure. */
import { clustersOf } from "../../text/clusters.ts";
import { isCross, sourceTokens, type Direction, type ViewData, type ViewToken } from "../../render/view-data.ts";
import { piecesOf, placesIn, rangesOf, type Piece, type Range } from "./pieces.ts";
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

/** What the meant tokens cover of the text; null when the text is not what they are made of. */
function coveredBy({ text, list, indices }: Selected): Range | null {
  const places = placesIn(text, list);
  const [start, end] = [places[indices[0] ?? 0]?.start, places[indices.at(-1) ?? 0]?.end];
  return start !== undefined && end !== undefined ? { start, end } : null;
}

function mergedText(meant: Selected): string | null {
  const { text, list, indices } = meant;
  const [first, last] = [indices[0] ?? 0, indices.at(-1) ?? 0];
  if (indices.length < 2 || last - first !== indices.length - 1) return null;
  const covered = coveredBy(meant);
  return covered ? text.slice(covered.start, covered.end) : list.slice(first, last + 1).join("");
}

/** Where a token can be split, in UTF-16 units from its start: between characters, with something to see on both sides. */
export function splitPlaces(token: string): number[] {
  return clustersOf(token)
    .map(({ start }) => start)
    .filter((at) => token.slice(0, at).trim() !== "" && token.slice(at).trim() !== "" && token[at]?.trim() !== "");
}

const splittable = ({ list, indices }: Selected): string | null => {
  const token = list[indices[0] ?? 0] ?? "";
  return indices.length === 1 && splitPlaces(token).length ? token : null;
};

export function tokenEdits(state: PlayState, scene: TokenScene): TokenEdits {
  const byHand = state.tokens !== null || state.tokensB !== null;
  const meant = selected(state, scene);
  return { byHand, merged: meant && mergedText(meant), split: meant && splittable(meant) };
}

/** The text's pieces with these tokens in place of the meant ones; tokens set by hand elsewhere stay. */
function piecesWith(state: PlayState, meant: Selected, tokens: readonly string[]): readonly Piece[] {
  const { which, text, list, indices } = meant;
  const covered = coveredBy(meant);
  const before = rangesOf(text, state[which] ?? []);
  if (!covered || !before) return list.toSpliced(indices[0] ?? 0, indices.length, ...tokens);
  const within = placesIn(text.slice(covered.start, covered.end), tokens).filter((place) => place !== null);
  const made = within.map(({ start, end }) => ({ start: start + covered.start, end: end + covered.start }));
  const left = before.filter(({ end }) => end <= covered.start);
  const right = before.filter(({ start }) => start >= covered.end);
  return piecesOf(text, [...left, ...made, ...right]) ?? tokens;
}

/** The first of the new tokens stays the one that is looked from. */
function replaced(state: PlayState, scene: TokenScene, meant: Selected, tokens: readonly string[]): PlayState {
  const source = scene.sources[0] ?? null;
  const pins = scene.direction === "to" ? { query: source, key: null } : { query: null, key: source };
  return { ...state, [meant.which]: piecesWith(state, meant, tokens), ...pins };
}

/** The selected tokens as one, with whatever stands between them in the text. */
export function mergeTokens(state: PlayState, scene: TokenScene): PlayState {
  const meant = selected(state, scene);
  const merged = meant && mergedText(meant);
  return meant && merged !== null ? replaced(state, scene, meant, [merged]) : state;
}

/** The token in two at one of its `splitPlaces`, or at all of them. */
export function splitToken(state: PlayState, scene: TokenScene, at: number | "all"): PlayState {
  const meant = selected(state, scene);
  const token = meant && splittable(meant);
  if (!meant || token === null) return state;
  const places = splitPlaces(token).filter((place) => at === "all" || place === at);
  const parts = [0, ...places].map((start, index) => token.slice(start, places[index]).trim());
  return replaced(state, scene, meant, parts);
}

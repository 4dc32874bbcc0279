/**
 * One pinned pair, one pointed at: what every view of a run shows together. Before anything is pinned, pointing at a
 * token tries it as the source; once one is pinned, pointing chooses the other token. Everything here is a pure function.
 */
import {
  isCross,
  mostTelling,
  otherOf,
  pairOf,
  sourceOf,
  strongestOther,
  type Direction,
  type Pair,
  type ViewData,
} from "../render/view-data.ts";

export interface PairState {
  direction: Direction;
  /** What the person chose; null until then. */
  pinned: Pair | null;
  /** What is pointed at; it goes before the pin for as long as it lasts. */
  hovered: Pair | null;
  /** Sources whose weights add up. */
  selection: readonly number[];
}

interface TokenPlace {
  token: number;
  of: "queries" | "keys" | "both";
}

export const nothingChosen: PairState = { direction: "to", pinned: null, hovered: null, selection: [] };

/** The pair to show, whatever the data. */
export function shownPair(state: PairState, data: ViewData): Pair {
  const pair = state.hovered ?? state.pinned;
  if (pair && pair.query < data.nQueries && pair.key < data.nKeys) return pair;
  const telling = mostTelling(data);
  return withSource(data, state.direction, sourceOf(telling, state.direction));
}

/** The source with what it looks at most. */
export const withSource = (data: ViewData, direction: Direction, source: number): Pair =>
  pairOf(source, strongestOther(data, direction, source), direction);

export function hoverToken(state: PairState, data: ViewData, place: TokenPlace | null): PairState {
  if (!place) return { ...state, hovered: null };
  const { direction, pinned } = state;
  const isSource = isCross(data) ? sideOf(place, direction) === "source" : !pinned;
  const source = sourceOf(pinned ?? shownPair(state, data), direction);
  const hovered = isSource ? withSource(data, direction, place.token) : pairOf(source, place.token, direction);
  return { ...state, hovered };
}

/** A click pins; on the pinned token it lets go; with Shift or Ctrl it adds to (or takes from) the selection. */
export function pinToken(state: PairState, data: ViewData, place: TokenPlace, additive: boolean): PairState {
  const { direction } = state;
  const pair = shownPair({ ...state, hovered: null }, data);
  if (isCross(data) && sideOf(place, direction) === "other")
    return { ...state, hovered: null, pinned: pairOf(sourceOf(pair, direction), place.token, direction) };
  if (additive) return select(state, data, sourceOf(pair, direction), place.token);
  const isPinned =
    state.pinned !== null && state.selection.length < 2 && sourceOf(state.pinned, direction) === place.token;
  const pinned = isPinned ? null : withSource(data, direction, place.token);
  return { ...state, hovered: null, pinned, selection: [] };
}

function select(state: PairState, data: ViewData, source: number, token: number): PairState {
  const before = state.selection.length > 0 ? state.selection : [source];
  const isIn = before.includes(token);
  const selection = isIn ? before.filter((one) => one !== token) : [...before, token];
  const last = selection.at(-1) ?? token;
  return { ...state, hovered: null, selection, pinned: withSource(data, state.direction, last) };
}

export const hoverPair = (state: PairState, hovered: Pair | null): PairState => ({ ...state, hovered });
export const pinPair = (state: PairState, pinned: Pair): PairState => ({
  ...state,
  hovered: null,
  pinned,
  selection: [],
});
export const letGo = (state: PairState): PairState => ({ ...state, hovered: null, pinned: null, selection: [] });

/** The same token seen from the other side: what looks at it instead of what it looks at. */
export function turn(state: PairState, data: ViewData, direction: Direction): PairState {
  if (direction === state.direction) return state;
  const pair = shownPair({ ...state, hovered: null }, data);
  const source = isCross(data) ? otherOf(pair, state.direction) : sourceOf(pair, state.direction);
  return { direction, hovered: null, pinned: state.pinned && withSource(data, direction, source), selection: [] };
}

const sideOf = ({ of }: TokenPlace, direction: Direction) =>
  (of === "queries") === (direction === "to") ? "source" : "other";

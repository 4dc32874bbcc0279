/** Tokens that were generated or taken after the text. Pure. */
import type { PlayState } from "../../state/play-state.ts";

export function withTaken(state: PlayState, taken: readonly number[]): PlayState {
  return state.model ? { ...state, model: { ...state.model, taken } } : state;
}

export const takenOf = ({ model }: PlayState): readonly number[] => model?.taken ?? [];

export const andThen = (state: PlayState, ids: readonly number[]): PlayState =>
  withTaken(state, [...takenOf(state), ...ids]);

export const withoutLast = (state: PlayState): PlayState => withTaken(state, takenOf(state).slice(0, -1));

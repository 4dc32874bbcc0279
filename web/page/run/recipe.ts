/** What a run is made of, as the engine takes it, and a name under which its result can be kept. */
import { bundledDModel } from "../../engine/bundled.ts";
import type { PlayArguments, PlayInput, VectorsHandle } from "../../engine/types.ts";
import type { FormulaOptions, PlayState } from "../state/play-state.ts";
import { workable, type Unfollowed } from "./workable.ts";

export type Recipe = Pick<
  PlayState,
  "text" | "textB" | "second" | "tokens" | "tokensB" | "options" | "vectors" | "head"
>;

/** What can be run of a state, and what of it cannot. */
export interface Plan {
  recipe: Recipe;
  /** The length of the vectors that it runs on. */
  dModel: number;
  unfollowed: readonly Unfollowed[];
}

/**
 * The state itself stays as it is, so that nothing of a link is lost; vectors that are not open are stood for by the bundled ones.
 * A second text that is still empty does not count: it was only just asked for.
 *
 * @param tried options on top of the state's
 * @param open the length of the state's own vectors, if these are open
 */
export function planOf(state: PlayState, tried: Partial<FormulaOptions> | null, open: { dModel: number } | null): Plan {
  const { text, textB, tokens, tokensB, head } = state;
  const second = textB.trim() === "" ? "none" : state.second;
  const dModel = open?.dModel ?? bundledDModel;
  const { options, unfollowed } = workable({ ...state.options, ...tried }, dModel);
  const vectors = open ? state.vectors : null;
  const recipe = { text, textB, second, tokens, tokensB, vectors, options, head: Math.min(head, options.nHeads - 1) };
  return { recipe, dModel, unfollowed };
}

export function recipeKey(recipe: Recipe): string {
  const { text, textB, second, tokens, tokensB, options, vectors, head } = recipe;
  const theSecond = second === "none" ? null : [second, tokensB ?? textB];
  return JSON.stringify([tokens ?? text, theSecond, options, vectors?.hash ?? null, head]);
}

/** @param textB as the engine takes it */
export function playArguments(
  { options, second }: Recipe,
  textB: PlayInput,
  vectors: VectorsHandle | null,
  signal: AbortSignal,
): PlayArguments {
  const args: PlayArguments = { ...options, signal };
  if (second === "against" || second === "pair") args[second] = textB;
  if (vectors) args.vectors = vectors;
  return args;
}

/** What a run is made of, as the engine takes it, and a name under which its result can be kept. */
import type { PlayArguments, PlayInput, VectorsHandle } from "../../engine/types.ts";
import type { FormulaOptions, PlayState } from "../state/play-state.ts";

export type Recipe = Pick<
  PlayState,
  "text" | "textB" | "second" | "tokens" | "tokensB" | "options" | "vectors" | "head"
>;

/** A second text that is still empty does not count: it was only just asked for. */
export function recipeOf(state: PlayState, tried: Partial<FormulaOptions> | null): Recipe {
  const { text, textB, tokens, tokensB, vectors, head } = state;
  const second = textB.trim() === "" ? "none" : state.second;
  const options = { ...state.options, ...tried };
  return { text, textB, second, tokens, tokensB, vectors, options, head: Math.min(head, options.nHeads - 1) };
}

export function recipeKey(recipe: Recipe): string {
  const { text, textB, second, tokens, tokensB, options, vectors, head } = recipe;
  const theSecond = second === "none" ? null : [second, tokensB ?? textB];
  return JSON.stringify([tokens ?? text, theSecond, options, vectors?.hash ?? null, head]);
}

const inputOf = (text: string, tokens: readonly string[] | null): PlayInput =>
  tokens ? { tokens: [...tokens] } : text;

export const playInput = (recipe: Recipe): PlayInput => inputOf(recipe.text, recipe.tokens);

export function playArguments(recipe: Recipe, vectors: VectorsHandle | null, signal: AbortSignal): PlayArguments {
  const args: PlayArguments = { ...recipe.options, signal };
  if (recipe.second !== "none") args[recipe.second] = inputOf(recipe.textB, recipe.tokensB);
  if (vectors) args.vectors = vectors;
  return args;
}

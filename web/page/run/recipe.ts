/** What a run is made of, as the engine takes it, and a name under which its result can be kept. */
import { bundledDModel } from "../../engine/bundled.ts";
import type { Model } from "../../engine/model-types.ts";
import type { PlayArguments, PlayInput, VectorsHandle } from "../../engine/types.ts";
import type { FormulaOptions, PlayState, SecondText } from "../state/play-state.ts";
import type { OpenSources } from "./sources.ts";
import { scalesThere } from "./head-scales.ts";
import { workable, type Unfollowed } from "./workable.ts";

export type Recipe = Pick<
  PlayState,
  "text" | "textB" | "second" | "tokens" | "tokensB" | "options" | "vectors" | "model" | "head"
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
 * @param open what of the state's own sources is open
 */
export function planOf(state: PlayState, tried: Partial<FormulaOptions> | null, open: OpenSources): Plan {
  const { text, textB, tokens, tokensB, head, model } = state;
  const asked = { ...state.options, ...tried };
  if (model && !open.isModelAbsent) {
    const second = textB.trim() === "" ? "none" : secondFor(state.second, open);
    const run = { ...model, headScale: open.model ? scalesThere(model.headScale, open.model.info) : model.headScale };
    const recipe = {
      text,
      textB,
      second,
      tokens: null,
      tokensB: null,
      vectors: null,
      model: run,
      options: asked,
      head,
    };
    return { recipe, dModel: open.model?.info.dModel ?? 0, unfollowed: [] };
  }
  const second = textB.trim() === "" || state.second === "target" ? "none" : state.second;
  const dModel = open.vectors?.dModel ?? bundledDModel;
  const { options, unfollowed } = workable(asked, dModel);
  const vectors = open.vectors ? state.vectors : null;
  const own = { text, textB, second, tokens, tokensB, vectors, model: null, options };
  return { recipe: { ...own, head: Math.min(head, options.nHeads - 1) }, dModel, unfollowed };
}

/** What a second text is to a transformer: a target that a decoder writes, the rest of one sequence, or nothing. */
export const secondOf = ({ info }: Model): SecondText =>
  info.encoderDecoder ? "target" : info.causal ? "none" : "pair";

const secondFor = (second: SecondText, { model }: OpenSources): SecondText =>
  second === "none" || !model ? second : secondOf(model);

export function recipeKey(recipe: Recipe): string {
  const { text, textB, second, tokens, tokensB, options, vectors, model, head } = recipe;
  const theSecond = second === "none" ? null : [second, tokensB ?? textB];
  if (model) {
    const { search: _search, view: _view, sampling: _sampling, ...drawn } = model;
    return JSON.stringify([text, theSecond, options, drawn, head]);
  }
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

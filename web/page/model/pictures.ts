/** One head of one run of a transformer, ready to be drawn, and the same head without the person's changes. */
import { vocabularyOfWriter } from "../../engine/model-input.ts";
import type { AttentionKind, Model, ModelInput, ModelRun, RunOptions } from "../../engine/model-types.ts";
import type { Attention } from "../../engine/types.ts";
import type { Pair, ViewData } from "../../render/view-data.ts";
import { throughLens } from "../../render/lens.ts";
import { strongestOf } from "../../render/pairs-behind.ts";
import type { ModelPicture, Picture, Steps } from "../run/pictures.ts";
import { Recent } from "../run/recent.ts";
import { recipeKey, type Recipe } from "../run/recipe.ts";
import type { ModelState } from "../state/model-state.ts";
import { combined } from "../../engine/combined-heads.ts";

/** A run is its recipe and its tokens: small, and its numbers are computed again when they are read. */
const maxKeptRuns = 12;

type ModelRecipe = Recipe & { model: ModelState };

export class ModelPictures {
  readonly #runs = new Recent<ModelRun>(maxKeptRuns);

  /** @throws AttentionError; DOMException AbortError */
  async make(recipe: ModelRecipe, model: Model, signal: AbortSignal): Promise<Picture> {
    const changes = changesOf(recipe);
    const run = await this.#run(recipe, model, changes, signal);
    const plain = Object.keys(changes).length ? await this.#run(recipe, model, {}, signal) : null;
    const place = placeIn(recipe, model);
    const counts = headCounts(model, place.kind);
    const attention = await combined(run, recipe.model, place, counts);
    const before = plain ? (await combined(plain, recipe.model, place, counts)).weights : undefined;
    signal.throwIfAborted();
    const whole: ViewData = { ...dataOf(run, place.kind, attention), ...(before && { before }) };
    const { data, queries, keys } = throughLens(whole, recipe.model);
    const { layer, kind } = place;
    return {
      key: recipeKey(recipe),
      recipe,
      run,
      head: place.head,
      data,
      model: { model, run, plain, kind, layer, attention: whole, queries, keys },
    };
  }

  clear(): void {
    this.#runs.clear();
  }

  /** The text's run, and behind it what was taken: a token of that is one row. */
  async #run(recipe: ModelRecipe, model: Model, changes: RunOptions, signal: AbortSignal): Promise<ModelRun> {
    const input = inputOf(recipe);
    const { truncate } = recipe.model;
    const run = await this.#kept([input, truncate, changes], () => model.run(input, { ...changes, truncate, signal }));
    const taken = takenBy(model, recipe.model.taken);
    return taken.length
      ? this.#kept([input, truncate, changes, taken], () => model.extend(run, taken, { signal }))
      : run;
  }

  async #kept(what: unknown, make: () => Promise<ModelRun>): Promise<ModelRun> {
    const key = JSON.stringify(what);
    const run = this.#runs.get(key) ?? (await make());
    this.#runs.set(key, run);
    return run;
  }
}

/** A link may name ids that this model has not. */
function takenBy({ info }: Model, taken: readonly number[]): readonly number[] {
  if (!info.generates) return [];
  const bad = taken.findIndex((id) => id >= vocabularyOfWriter(info));
  return bad < 0 ? taken : taken.slice(0, bad);
}

/** What the person changed about the model; what is as it was is left out. */
function changesOf({ options, model }: ModelRecipe): RunOptions {
  const { temperature, mask } = options;
  return {
    ...(temperature !== 1 && { temperature }),
    ...(mask !== "none" && { mask }),
    ...(model.headScale.length > 0 && { headScale: [...model.headScale] }),
  };
}

function inputOf({ text, textB, second }: ModelRecipe): ModelInput {
  if (second === "pair") return { text, pair: textB };
  return second === "target" ? { text, decoderText: textB } : text;
}

const headCounts = ({ info }: Pick<Model, "info">, kind: AttentionKind) =>
  kind === "self" ? info : (info.decoder ?? info);

/** A link may name a layer or head that this model has not. */
function placeIn({ model: state, head }: ModelRecipe, { info }: Model) {
  const kind: AttentionKind = info.encoderDecoder ? state.kind : "self";
  const { nLayers, nHeads } = headCounts({ info }, kind);
  return { kind, layer: Math.min(state.layer, nLayers - 1), head: Math.min(head, nHeads - 1) };
}

function dataOf(run: ModelRun, kind: AttentionKind, attention: Attention & Partial<Pick<ViewData, "over">>): ViewData {
  const tokens = kind === "self" ? run.tokens : run.decoderTokens;
  return { tokens, keyTokens: kind === "cross" ? run.tokens : tokens, over: "keys", ...attention };
}

/** The chosen head's own weights, where the picture shows several heads as one. */
const ownData = new WeakMap<ModelPicture, ViewData>();

async function ownDataOf(model: ModelPicture, { head, recipe }: Picture): Promise<ViewData> {
  const { run, kind, layer } = model;
  if (recipe.model?.combine === "head") return model.attention;
  const data = ownData.get(model) ?? dataOf(run, kind, await run.attention({ kind, layer, head }));
  ownData.set(model, data);
  return data;
}

/**
 * The steps of a shown pair in the chosen head.
 * @param pairs those of the run behind it: the steps are of the one with the largest weight
 */
export async function explainHead(model: ModelPicture, picture: Picture, pairs: readonly Pair[]): Promise<Steps> {
  const { run, kind, layer } = model;
  const data = await ownDataOf(model, picture);
  const pair = strongestOf(pairs, data);
  return { explanation: await run.explain({ kind, layer, head: picture.head, ...pair }), data };
}

/** Runs recipes on the engine and keeps the latest results, so that what was tried a moment ago is there at once. */
import type { AttentionKind, Model, ModelRun } from "../../engine/model-types.ts";
import type { AttentionRun, Engine, Explanation, PlayInput, VectorsHandle } from "../../engine/types.ts";
import { pairShown, pairsBehind as behindLens } from "../../render/pairs-behind.ts";
import type { Pair, ViewData } from "../../render/view-data.ts";
import type { Piece } from "../state/pieces.ts";
import { Recent } from "./recent.ts";
import { playArguments, recipeKey, type Recipe } from "./recipe.ts";
import { Segmented } from "./segmented.ts";
import type { OpenSources } from "./sources.ts";
import type { ModelPictures } from "../model/pictures.ts";

/** One head of one run, ready to be drawn. */
export interface Picture {
  key: string;
  recipe: Recipe;
  run: AttentionRun;
  head: number;
  data: ViewData;
  model: ModelPicture | null;
}

/** What a picture of a transformer's head has beside it. */
export interface ModelPicture {
  model: Model;
  run: ModelRun;
  /** The same text without the person's changes; null where nothing is changed. */
  plain: ModelRun | null;
  kind: AttentionKind;
  layer: number;
  /** Before pieces were merged or tokens hidden: all tokens of the run. */
  attention: ViewData;
  /** The run's tokens that each shown query and key stands for. */
  queries: readonly (readonly number[])[];
  keys: readonly (readonly number[])[];
}

/** Every number of one pair, and all tokens of the run with their weights in that head. */
export interface Steps {
  /** Its query and key are tokens of `data`. */
  explanation: Explanation;
  data: ViewData;
}

/** Whether its queries are those that the next token comes from. */
export const isWriting = ({ model }: Picture): boolean =>
  model !== null && (model.kind !== "self" || (model.model.info.generates && !model.model.info.encoderDecoder));

/** How many heads there are to choose from. */
export const headsOf = ({ run, model }: Picture): { nLayers: number; nHeads: number } => {
  const { info, kind } = { info: model?.model.info, kind: model?.kind ?? "self" };
  return (kind === "self" ? info : info?.decoder) ?? run;
};

/** The run's own pairs that a shown one stands for. */
export const pairsBehind = ({ model }: Picture, pair: Pair): readonly Pair[] =>
  model ? behindLens(model, pair) : [pair];

/** The shown pair that stands for one of the run's own; null where it is not shown. */
export const shownPair = ({ model }: Picture, pair: Pair): Pair | null => (model ? pairShown(model, pair) : pair);

/** Enough for a sheet's choices and a few steps back; a large run counts for more. */
const maxKeptWeights = 4_000_000;

export class Pictures {
  readonly #engine: () => Promise<Engine>;
  readonly #kept = new Recent<Picture>(maxKeptWeights, ({ data }) => data.weights.length);
  readonly #segmented = new Segmented();
  #models: Promise<ModelPictures> | null = null;

  constructor(engine: () => Promise<Engine>) {
    this.#engine = engine;
  }

  /** Loads the code that a transformer's pictures are made with, while the transformer itself is on its way. */
  prepareForModels(): Promise<unknown> {
    return this.#modelPictures();
  }

  /** A kept picture, at once. */
  peek(recipe: Recipe): Picture | null {
    return this.#kept.get(recipeKey(recipe)) ?? null;
  }

  /** @throws AttentionError; DOMException AbortError */
  async make(recipe: Recipe, { vectors, model }: OpenSources, signal: AbortSignal): Promise<Picture> {
    const kept = this.peek(recipe);
    if (kept) return kept;
    const picture =
      recipe.model && model
        ? await (await this.#modelPictures()).make({ ...recipe, model: recipe.model }, model, signal)
        : await this.#ofWords(recipe, vectors, signal);
    this.#kept.set(picture.key, picture);
    return picture;
  }

  async #ofWords(recipe: Recipe, vectors: VectorsHandle | null, signal: AbortSignal): Promise<Picture> {
    const engine = await this.#engine();
    signal.throwIfAborted();
    const { segmenter } = recipe.options;
    const input = async (text: string, pieces: readonly Piece[] | null): Promise<PlayInput> =>
      pieces ? { tokens: await this.#segmented.tokens(engine, pieces, { segmenter, vectors, signal }) } : text;
    const [text, textB] = [await input(recipe.text, recipe.tokens), await input(recipe.textB, recipe.tokensB)];
    const run = await engine.play(text, playArguments(recipe, textB, vectors, signal));
    const head = Math.min(recipe.head, run.nHeads - 1);
    const attention = await run.attention({ head });
    signal.throwIfAborted();
    const data: ViewData = { tokens: run.tokens, keyTokens: run.keyTokens, over: run.options.over, ...attention };
    return { key: recipeKey(recipe), recipe, run, head, data, model: null };
  }

  /** Every number of a shown pair. @throws AttentionError */
  async explain(picture: Picture, pair: Pair): Promise<Steps> {
    const { run, head, model, data } = picture;
    if (!model) return { explanation: await run.explain({ head, ...pair }), data };
    const { explainHead } = await import("../model/pictures.ts");
    return explainHead(model, picture, pairsBehind(picture, pair));
  }

  /** Code that most pages never need. */
  #modelPictures(): Promise<ModelPictures> {
    this.#models ??= import("../model/pictures.ts").then(({ ModelPictures }) => new ModelPictures());
    this.#models.catch(() => (this.#models = null));
    return this.#models;
  }

  /** Forgets everything, when a source is gone or replaced. */
  clear() {
    this.#kept.clear();
    this.#models = null;
  }
}

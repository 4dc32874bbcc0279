/** Runs recipes on the engine and keeps the latest results, so that what was tried a moment ago is there at once. */
import type { AttentionRun, Engine, PlayInput, VectorsHandle } from "../../engine/types.ts";
import type { ViewData } from "../../render/view-data.ts";
import type { Piece } from "../state/pieces.ts";
import { playArguments, recipeKey, type Recipe } from "./recipe.ts";
import { Segmented } from "./segmented.ts";

/** One head of one run, ready to be drawn. */
export interface Picture {
  key: string;
  recipe: Recipe;
  run: AttentionRun;
  head: number;
  data: ViewData;
}

/** Enough for a sheet's choices and a few steps back; a large run counts for more. */
const maxKeptWeights = 4_000_000;

export class Pictures {
  readonly #engine: () => Promise<Engine>;
  readonly #kept = new Map<string, Picture>();
  readonly #segmented = new Segmented();
  #keptWeights = 0;

  constructor(engine: () => Promise<Engine>) {
    this.#engine = engine;
  }

  /** A kept picture, at once. */
  peek(recipe: Recipe): Picture | null {
    const key = recipeKey(recipe);
    const picture = this.#kept.get(key) ?? null;
    if (picture) {
      this.#kept.delete(key);
      this.#kept.set(key, picture);
    }
    return picture;
  }

  /** @throws AttentionError; DOMException AbortError */
  async make(recipe: Recipe, vectors: VectorsHandle | null, signal: AbortSignal): Promise<Picture> {
    const kept = this.peek(recipe);
    if (kept) return kept;
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
    const picture: Picture = { key: recipeKey(recipe), recipe, run, head, data };
    this.#keep(picture);
    return picture;
  }

  /** Forgets everything, when own vectors are gone or replaced. */
  clear() {
    this.#kept.clear();
    this.#keptWeights = 0;
  }

  #keep(picture: Picture) {
    this.#kept.set(picture.key, picture);
    this.#keptWeights += picture.data.weights.length;
    for (const [key, oldest] of this.#kept) {
      if (this.#keptWeights <= maxKeptWeights || key === picture.key) break;
      this.#kept.delete(key);
      this.#keptWeights -= oldest.data.weights.length;
    }
  }
}

/** Keeps the picture up with the recipe: what is under way and no longer wanted is cancelled, and only the last result counts. */
import type { Pair } from "../../render/view-data.ts";
import { languagesOf } from "../../text/segment.ts";
import type { PageEngine } from "./engine.ts";
import { Pictures, type Picture, type Steps } from "./pictures.ts";
import { isAbort, placeProblem, type PlacedProblem } from "./problems.ts";
import { recipeKey, type Recipe } from "./recipe.ts";
import type { OpenSources } from "./sources.ts";

interface Handlers {
  /** Something new is there to be drawn. */
  changed(): void;
  /** The steps of a pair are there; all else is as it was. */
  explained(): void;
  /** A picture takes the place of another. */
  replaced(before: Picture, after: Picture): void;
}

export interface Explained extends Steps {
  picture: Picture;
}

const isSame = (a: Pair | null, b: Pair) => a?.query === b.query && a.key === b.key;

export class Runner {
  readonly #engine: PageEngine;
  readonly #on: Handlers;
  readonly pictures: Pictures;
  picture: Picture | null = null;
  /** The steps of one pair, with the picture that they belong to: both change together. */
  explained: Explained | null = null;
  problem: PlacedProblem | null = null;
  #running: { key: string; abort: AbortController } | null = null;
  #asked: Pair | null = null;

  constructor(engine: PageEngine, on: Handlers) {
    this.#engine = engine;
    this.#on = on;
    this.pictures = new Pictures(engine.get);
  }

  /** Whether a run is on its way. */
  get busy(): boolean {
    return this.#running !== null;
  }

  /** Shows the recipe's picture: at once if it is kept, else as soon as it is there. */
  want(recipe: Recipe, open: OpenSources): void {
    const key = recipeKey(recipe);
    const kept = this.pictures.peek(recipe);
    if (kept) {
      this.#stop();
      this.#show(kept);
    } else if (this.#running?.key !== key) {
      this.#stop();
      void this.#run(recipe, key, open);
    }
  }

  /** Asks for the steps of a pair; the answer counts only while that pair is still the one asked for. */
  explain(pair: Pair): void {
    const { picture } = this;
    if (!picture || isSame(this.#asked, pair)) return;
    this.#asked = pair;
    const isWanted = () => this.picture === picture && isSame(this.#asked, pair);
    this.pictures
      .explain(picture, pair)
      .then((steps) => {
        if (!isWanted()) return;
        this.explained = { picture, ...steps };
        this.#on.explained();
      })
      .catch((error: unknown) => {
        if (isWanted() && !isAbort(error)) this.#fail(error);
      });
  }

  /** Forgets every result, when a source is gone or replaced. */
  clear(): void {
    this.#stop();
    this.pictures.clear();
    this.picture = this.explained = this.#asked = null;
  }

  async #run(recipe: Recipe, key: string, open: OpenSources): Promise<void> {
    const running = (this.#running = { key, abort: new AbortController() });
    try {
      if (!recipe.vectors && !recipe.model) this.#watchVectors(recipe);
      const picture = await this.pictures.make(recipe, open, running.abort.signal);
      if (this.#running !== running) return;
      this.#running = null;
      this.#show(picture);
      this.#on.changed();
    } catch (error) {
      if (this.#running !== running) return;
      this.#running = null;
      if (!isAbort(error)) this.#fail(error);
    }
  }

  /** The run fetches what it needs and reports what fails; here only the progress is wanted. */
  #watchVectors({ text, textB }: Recipe): void {
    this.#engine.want(languagesOf(`${text} ${textB}`)).catch(() => {});
  }

  #stop(): void {
    this.#running?.abort.abort();
    this.#running = null;
  }

  #show(picture: Picture): void {
    const before = this.picture;
    this.problem = null;
    if (before === picture) return;
    this.picture = picture;
    this.#asked = null;
    if (before) this.#on.replaced(before, picture);
  }

  #fail(error: unknown): void {
    this.problem = placeProblem(error);
    this.#on.changed();
  }
}

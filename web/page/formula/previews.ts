/** What the pinned row would become under each choice of an open sheet: real runs, one after another, dropped when the sheet closes. */
import { pairOf, shownWeights, sourceOf } from "../../render/view-data.ts";
import type { Controller } from "../controller.ts";
import { recipeKey } from "../run/recipe.ts";
import type { Choice } from "./sheets.ts";

/** A row of weights; null: these options cannot be run on this text. */
export type Preview = Float32Array | null;

export class Previews {
  readonly #controller: Controller;
  readonly #redraw: () => void;
  #running: AbortController | null = null;
  #made = "";
  rows = new Map<string, Preview>();

  constructor(controller: Controller, redraw: () => void) {
    this.#controller = controller;
    this.#redraw = redraw;
  }

  /** Makes previews of these choices unless they are made or on their way. */
  show(choices: readonly Choice[]): void {
    const { state } = this.#controller;
    const { pinned } = this.#controller.pins;
    const made = JSON.stringify([recipeKey(state), state.direction, pinned, choices.map((choice) => choice.change)]);
    if (made === this.#made) return;
    this.stop();
    this.#made = made;
    const running = (this.#running = new AbortController());
    void this.#make(choices, running.signal);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = null;
    this.#made = "";
  }

  async #make(choices: readonly Choice[], signal: AbortSignal): Promise<void> {
    for (const choice of choices.filter(({ blocked }) => blocked === undefined)) {
      const row = await this.#row(choice, signal).catch(() => null);
      if (signal.aborted) return;
      this.rows.set(choice.id, row);
      this.#redraw();
    }
  }

  async #row(choice: Choice, signal: AbortSignal): Promise<Preview> {
    const { state } = this.#controller;
    const { pinned } = this.#controller.pins;
    if (!pinned) return null;
    const { data } = await this.#controller.preview(choice.change, signal);
    const source = sourceOf(pinned, state.direction);
    const { query, key } = pairOf(source, 0, state.direction);
    if (query >= data.nQueries || key >= data.nKeys) return null;
    return shownWeights(data, state.direction, [source]);
  }
}

/** The transformer that the page runs: read in the worker, cancellable, one at a time; the former stays until the next is there. */
import type { Engine, Progress } from "../../engine/types.ts";
import type { Model, ModelSourceInput } from "../../engine/model-types.ts";
import { isAbort, placeProblem, type PlacedProblem } from "../run/problems.ts";

export class PageModel {
  readonly #engine: () => Promise<Engine>;
  #loading: { source: string; abort: AbortController } | null = null;
  #open: { source: string; model: Model } | null = null;
  progress: Progress | null = null;
  /** Why the last source that was asked for is not there. */
  problem: (PlacedProblem & { source: string }) | null = null;
  onChange: () => void = () => {};
  onProgress: () => void = () => {};

  constructor(engine: () => Promise<Engine>) {
    this.#engine = engine;
  }

  /** The open model if it is the one that the state names. */
  modelFor(source: string | undefined): Model | null {
    return source !== undefined && this.#open?.source === source ? this.#open.model : null;
  }

  /** Loads what the state names; asking again while it loads, or after it failed, does nothing. */
  want(source: string): void {
    if (this.#loading?.source === source || this.#open?.source === source || this.problem?.source === source) return;
    void this.open(source, source);
  }

  /**
   * Reads a model in place of the open one. Gives whether it is there: not when it was cancelled or cannot be read.
   *
   * @param source how the state names it
   */
  async open(source: string, given: ModelSourceInput): Promise<boolean> {
    this.cancel();
    const loading = (this.#loading = { source, abort: new AbortController() });
    this.#report({ name: source, loaded: 0, total: null });
    try {
      const engine = await this.#engine();
      const model = await engine.loadModel(given, {
        signal: loading.abort.signal,
        onProgress: (progress) => {
          if (this.#loading === loading) this.#report(progress);
        },
      });
      if (this.#loading !== loading) {
        await model.dispose();
        return false;
      }
      const old = this.#open?.model;
      this.#open = { source, model };
      this.onChange();
      await old?.dispose();
      return true;
    } catch (error) {
      if (this.#loading === loading && !isAbort(error)) this.problem = { ...placeProblem(error), source };
      return false;
    } finally {
      if (this.#loading === loading) {
        this.#loading = null;
        this.#report(null);
      }
    }
  }

  cancel(): void {
    this.#loading?.abort.abort();
    this.#loading = null;
    this.problem = null;
    this.#report(null);
  }

  #report(progress: Progress | null): void {
    this.progress = progress;
    this.onProgress();
  }
}

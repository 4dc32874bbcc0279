/** Writes on the page: from the run that it shows, into its state. */
import type { ModelRun, NewToken } from "../../../engine/model-types.ts";
import type { Controller } from "../../controller.ts";
import type { ChangeKind } from "../../state/history.ts";
import type { Sampling } from "../../state/model-state.ts";
import { pauseOf } from "./sampling.ts";
import { andThen, takenOf } from "./taken.ts";
import type { Scene } from "./writer.ts";

/** Written at once: a model that finds no end is to be stopped by itself, too. */
const mostAtOnce = 256;

interface On {
  controller: () => Controller;
  sampling: () => Sampling;
  isFast: () => boolean;
  changed: () => void;
  failed: (error: unknown) => void;
}

export class PageScene implements Scene {
  readonly #on: On;

  constructor(on: On) {
    this.#on = on;
  }

  get #run(): ModelRun | null {
    const { fresh, picture } = this.#on.controller();
    return (fresh && picture?.model?.run) || null;
  }

  settled(signal: AbortSignal): Promise<ModelRun> {
    const controller = this.#on.controller();
    return new Promise((resolve, reject) => {
      const end = () => {
        controller.removeEventListener("change", look);
        signal.removeEventListener("abort", stop);
      };
      const look = () => {
        const run = this.#run;
        if (!run && !controller.problem) return;
        end();
        if (run) resolve(run);
        else reject(new DOMException("The run failed.", "AbortError")); // the page says why
      };
      const stop = () => {
        end();
        reject(signal.reason as Error);
      };
      signal.throwIfAborted();
      signal.addEventListener("abort", stop);
      controller.addEventListener("change", look);
      look();
    });
  }

  async draw(run: ModelRun, signal: AbortSignal): Promise<number | null> {
    const { model } = this.#on.controller().picture?.model ?? {};
    const { temperature, topK, topP, seed } = this.#on.sampling();
    const written = await model?.generate(run, { maxNewTokens: 1, temperature, topK, topP, seed, signal });
    return written?.ids[0] ?? null;
  }

  async drawAll(run: ModelRun, onToken: (token: NewToken) => void, signal: AbortSignal): Promise<void> {
    const { model } = this.#on.controller().picture?.model ?? {};
    await model?.generate(run, { maxNewTokens: mostAtOnce, temperature: 0, onToken, signal });
  }

  takeAll(run: ModelRun, ids: readonly number[]): void {
    const controller = this.#on.controller();
    if (this.#run === run) controller.change(andThen(controller.state, ids), "pick");
  }

  take(id: number, kind: ChangeKind): void {
    const controller = this.#on.controller();
    controller.change(andThen(controller.state, [id]), kind);
  }

  /** What ends a text is a special token. */
  ended(run: ModelRun): boolean {
    const hasTaken = takenOf(this.#on.controller().state).length > 0;
    const tokens = run.decoderTokens.length ? run.decoderTokens : run.tokens;
    return hasTaken && tokens.at(-1)?.special === true;
  }

  pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, pauseOf(this.#on.isFast()));
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    });
  }

  changed(): void {
    this.#on.changed();
  }

  failed(error: unknown): void {
    this.#on.failed(error);
  }
}

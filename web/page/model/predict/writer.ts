/** Writes token by token: each is drawn from the run that the page shows, taken, and shown before the next. */
import type { ModelRun } from "../../../engine/model-types.ts";
import type { ChangeKind } from "../../state/history.ts";

export interface Scene {
  /** The run that the page shows, once it is the one that the state asks for. */
  settled(signal: AbortSignal): Promise<ModelRun>;
  /** The next token; null where the model takes no more. */
  draw(run: ModelRun, signal: AbortSignal): Promise<number | null>;
  take(id: number, kind: ChangeKind): void;
  /** Whether the run has come to its end. */
  ended(run: ModelRun): boolean;
  /** Between two tokens of play(). */
  pause(signal: AbortSignal): Promise<void>;
  /** Something is to be drawn anew. */
  changed(): void;
  failed(error: unknown): void;
}

export class Writer {
  readonly #scene: Scene;
  #running: { kind: "step" | "play"; abort: AbortController } | null = null;
  /** Why the last token was not followed by another. */
  stopped: "ended" | "full" | null = null;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  get playing(): boolean {
    return this.#running?.kind === "play";
  }

  get busy(): boolean {
    return this.#running !== null;
  }

  play(): Promise<void> {
    return this.#start("play");
  }

  /** One token; also after the end. */
  step(): Promise<void> {
    return this.#start("step");
  }

  stop(): void {
    this.#running?.abort.abort();
    this.#running = null;
    this.#scene.changed();
  }

  async #start(kind: "step" | "play"): Promise<void> {
    if (this.#running) return;
    const running = (this.#running = { kind, abort: new AbortController() });
    this.stopped = null;
    this.#scene.changed();
    try {
      await this.#write(kind, running.abort.signal);
    } catch (error) {
      if (!running.abort.signal.aborted) this.#scene.failed(error);
    } finally {
      if (this.#running === running) {
        this.#running = null;
        this.#scene.changed();
      }
    }
  }

  async #write(kind: "step" | "play", signal: AbortSignal): Promise<void> {
    for (let n = 0; ; n++) {
      const run = await this.#scene.settled(signal);
      if (kind === "step" && n > 0) return;
      if (kind === "play" && this.#scene.ended(run)) return this.#stopFor("ended");
      const id = await this.#scene.draw(run, signal);
      signal.throwIfAborted();
      if (id === null) return this.#stopFor("full");
      this.#scene.take(id, kind === "play" ? "sliding" : "pick");
      if (kind === "play") await this.#scene.pause(signal);
    }
  }

  #stopFor(reason: "ended" | "full"): void {
    this.stopped = reason;
  }
}

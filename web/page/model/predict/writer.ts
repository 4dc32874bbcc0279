/**
 * Writes token by token: each is drawn from the run that the page shows, taken, and shown before the next. Or all at once:
 * the likeliest tokens to the end, taken together.
 */
import type { ModelRun, NewToken } from "../../../engine/model-types.ts";
import type { ChangeKind } from "../../state/history.ts";

export interface Scene {
  /** The run that the page shows, once it is the one that the state asks for. */
  settled(signal: AbortSignal): Promise<ModelRun>;
  /** The next token; null where the model takes no more. */
  draw(run: ModelRun, signal: AbortSignal): Promise<number | null>;
  take(id: number, kind: ChangeKind): void;
  /** The likeliest tokens, one after the other, to the end of the text. @throws AbortError */
  drawAll(run: ModelRun, onToken: (token: NewToken) => void, signal: AbortSignal): Promise<void>;
  /** All of them, if the run is still the one that the page shows. */
  takeAll(run: ModelRun, ids: readonly number[]): void;
  /** Whether the run has come to its end. */
  ended(run: ModelRun): boolean;
  /** Between two tokens of play(). */
  pause(signal: AbortSignal): Promise<void>;
  /** Something is to be drawn anew. */
  changed(): void;
  failed(error: unknown): void;
}

type Kind = "step" | "play" | "all";

export class Writer {
  readonly #scene: Scene;
  #running: { kind: Kind; abort: AbortController } | null = null;
  /** What was written at once so far, before it is taken. */
  written = "";
  /** Why the last token was not followed by another. */
  stopped: "ended" | "full" | null = null;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  get playing(): boolean {
    return this.#running?.kind === "play";
  }

  get writing(): boolean {
    return this.#running?.kind === "all";
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

  /** To the end, without a pause; what is there when it is stopped stays. */
  writeAll(): Promise<void> {
    return this.#start("all");
  }

  stop(): void {
    this.#running?.abort.abort();
    this.#running = null;
    this.#scene.changed();
  }

  async #start(kind: Kind): Promise<void> {
    if (this.#running) return;
    const running = (this.#running = { kind, abort: new AbortController() });
    this.stopped = null;
    this.#scene.changed();
    try {
      await (kind === "all" ? this.#writeAll(running.abort.signal) : this.#write(kind, running.abort.signal));
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

  async #writeAll(signal: AbortSignal): Promise<void> {
    const run = await this.#scene.settled(signal);
    if (this.#scene.ended(run)) return this.#stopFor("ended");
    const ids: number[] = [];
    const add = ({ id, text }: NewToken) => {
      ids.push(id);
      this.written += text;
      this.#scene.changed();
    };
    try {
      await this.#scene.drawAll(run, add, signal);
      if (!ids.length) this.#stopFor("full");
    } finally {
      this.written = "";
      if (ids.length) this.#scene.takeAll(run, ids);
    }
  }

  #stopFor(reason: "ended" | "full"): void {
    this.stopped = reason;
  }
}

/** Progress no more often than people see it: each time costs the page a message and a frame. */
import type { OnProgress } from "./protocol.ts";
import type { Progress } from "./types.ts";

const betweenNews = 50;

export class SparseNews {
  readonly #onProgress: OnProgress;
  #latest: Progress | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onProgress: OnProgress) {
    this.#onProgress = onProgress;
  }

  /** What is complete is told at once, else the latest after a while. */
  readonly tell = (progress: Progress): void => {
    this.#latest = progress;
    if (progress.loaded === progress.total) this.#pass();
    else this.#timer ??= setTimeout(this.#pass, betweenNews);
  };

  /** Nothing is told afterwards. */
  end(): void {
    clearTimeout(this.#timer);
    this.#latest = null;
  }

  readonly #pass = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#latest) this.#onProgress(this.#latest);
    this.#latest = null;
  };
}

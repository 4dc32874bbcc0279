/** One engine for all elements with the same base URL; it goes when the last of them is gone. Loaded lazily. */
import { createEngine } from "../engine/browser.ts";
import type { Engine, Progress } from "../engine/types.ts";
import { languagesOf } from "../text/segment.ts";

const lingerMilliseconds = 2000;

class SharedEngine {
  readonly #baseUrl: string | undefined;
  #engine: Promise<Engine> | null = null;
  #users = 0;

  constructor(baseUrl: string | undefined) {
    this.#baseUrl = baseUrl;
  }

  /** Give the returned function's call back when the engine is no longer needed. */
  use(): { engine: Promise<Engine>; release: () => void } {
    this.#users++;
    this.#engine ??= createEngine(this.#baseUrl === undefined ? {} : { baseUrl: this.#baseUrl });
    // A failed start is tried again by the next one who asks.
    this.#engine.catch(() => (this.#engine = null));
    let isReleased = false;
    const release = () => {
      if (isReleased) return;
      isReleased = true;
      this.#users--;
      // An element that is moved in the document leaves and comes back at once.
      setTimeout(() => this.#disposeIfUnused(), lingerMilliseconds);
    };
    return { engine: this.#engine, release };
  }

  #disposeIfUnused(): void {
    if (this.#users > 0 || !this.#engine) return;
    void this.#engine.then((engine) => engine.dispose());
    this.#engine = null;
  }
}

const engines = new Map<string, SharedEngine>();

export function sharedEngine(baseUrl: string | undefined): SharedEngine {
  const key = baseUrl ?? "";
  const engine = engines.get(key) ?? new SharedEngine(baseUrl);
  engines.set(key, engine);
  return engine;
}

/** Loads the bundled vectors that the text needs, so that the first run's wait can be shown. */
export const preloadFor = (engine: Engine, text: string, onProgress: (progress: Progress) => void): Promise<void> =>
  engine.preload(languagesOf(text), onProgress);

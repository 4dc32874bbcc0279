/**
 * The page's engine: started at once, its bundled vectors fetched by language, and what came over the wire counted. Where
 * several threads can share a transformer's work, it has one of its own, started with the first.
 */
import { bundledLanguages } from "../../engine/bundled.ts";
import { beginEngine } from "../../engine/begin.ts";
import type { Engine, EngineOptions, Language, Progress } from "../../engine/types.ts";

export class PageEngine {
  readonly #baseUrl: URL;
  readonly #asked = new Set<Language>();
  readonly #files = new Map<string, Progress & { language: Language }>();
  #engine: Engine | null = null;
  #ofModels: Engine | null = null;
  /** Settles when the worker of the engine that was begun last runs, or cannot. */
  started: Promise<void> = Promise.resolve();
  onProgress: () => void = () => {};

  constructor(baseUrl: URL) {
    this.#baseUrl = baseUrl;
  }

  /** It takes calls before it is open; they fail with `wasm_unavailable`, `worker_unavailable` or `fetch_failed` where it cannot be. */
  readonly get = (): Promise<Engine> => {
    this.#engine ??= this.#begin({}, () => (this.#engine = null));
    return Promise.resolve(this.#engine);
  };

  /** Threads change no number of a transformer, and halve the time it takes. As get() otherwise. */
  readonly getForModels = (): Promise<Engine> => {
    if (!crossOriginIsolated || navigator.hardwareConcurrency < 2) return this.get();
    this.#ofModels ??= this.#begin({ threads: "auto" }, () => (this.#ofModels = null));
    return Promise.resolve(this.#ofModels);
  };

  /** @param forget called when it cannot be opened: the next attempt begins another */
  #begin(options: EngineOptions, forget: () => void): Engine {
    const { engine, opened, started } = beginEngine({ baseUrl: this.#baseUrl, ...options });
    this.started = started;
    opened.catch(forget);
    return engine;
  }

  /** Bytes of these languages' word vectors that have arrived. */
  loadedBytes(of: readonly Language[]): number {
    return this.#filesOf(of).reduce((sum, file) => sum + file.loaded, 0);
  }

  /** Their file on its way, if any. */
  loading(of: readonly Language[]): Progress | null {
    return this.#filesOf(of).find((file) => file.total !== null && file.loaded < file.total) ?? null;
  }

  #filesOf(languages: readonly Language[]) {
    return [...this.#files.values()].filter((file) => languages.includes(file.language));
  }

  /** Fetches the bundled vectors of these languages; asking twice costs nothing. @throws AttentionError */
  async want(wanted: readonly Language[]): Promise<void> {
    await Promise.all(wanted.filter((language) => !this.#asked.has(language)).map((language) => this.#load(language)));
  }

  async #load(language: Language): Promise<void> {
    this.#asked.add(language);
    let hasFailed = false;
    try {
      const engine = await this.get();
      await engine.preload([language], (progress) => {
        if (hasFailed) return; // progress and failure come by different ways: the last of it may be the later one
        this.#files.set(progress.name, { ...progress, language });
        this.onProgress();
      });
    } catch (error) {
      hasFailed = true;
      this.#asked.delete(language);
      // What broke off is not on its way any more; the next attempt counts anew.
      for (const [name, file] of this.#files) if (file.language === language) this.#files.delete(name);
      this.onProgress();
      throw error;
    }
  }

  /** Both languages, so that typing goes on without a network. */
  wantAll = () => this.want(bundledLanguages);
}

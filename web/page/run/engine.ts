/**
 * The page's engine: started at once, its bundled vectors fetched by language, and what came over the wire counted. Where
 * several threads can share a transformer's work, it has one of its own, started with the first.
 */
import { bundledLanguages } from "../../engine/bundled.ts";
import { createEngine } from "../../engine/browser.ts";
import type { Engine, Language, Progress } from "../../engine/types.ts";

export class PageEngine {
  readonly #baseUrl: URL;
  readonly #asked = new Set<Language>();
  readonly #files = new Map<string, Progress & { language: Language }>();
  #engine: Promise<Engine> | null = null;
  #ofModels: Promise<Engine> | null = null;
  onProgress: () => void = () => {};

  constructor(baseUrl: URL) {
    this.#baseUrl = baseUrl;
  }

  /** @throws AttentionError `wasm_unavailable`, `worker_unavailable`, `fetch_failed` */
  readonly get = (): Promise<Engine> => {
    this.#engine ??= createEngine({ baseUrl: this.#baseUrl }).catch((error: unknown) => {
      this.#engine = null;
      throw error;
    });
    return this.#engine;
  };

  /** Threads change no number of a transformer, and halve the time it takes. @throws as get() */
  readonly getForModels = (): Promise<Engine> => {
    if (!crossOriginIsolated || navigator.hardwareConcurrency < 2) return this.get();
    this.#ofModels ??= createEngine({ baseUrl: this.#baseUrl, threads: "auto" }).catch((error: unknown) => {
      this.#ofModels = null;
      throw error;
    });
    return this.#ofModels;
  };

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

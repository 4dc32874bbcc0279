/** Words that come when they are first asked for. */
export class LaterWords<Words> {
  readonly #fetch: () => Promise<Words>;
  #words: Words | null = null;
  #coming: Promise<void> | null = null;

  constructor(fetch: () => Promise<Words>) {
    this.#fetch = fetch;
  }

  /** Null while they are on their way. */
  get now(): Words | null {
    if (!this.#words) void this.load();
    return this.#words;
  }

  /** Never rejects: without them others stand in, and the next who asks tries again. */
  load(): Promise<void> {
    this.#coming ??= this.#fetch().then(
      (words) => {
        this.#words = words;
        for (const listener of listeners) listener();
      },
      () => {
        this.#coming = null;
      },
    );
    return this.#coming;
  }
}

const listeners = new Set<() => void>();

/** @returns how to stop listening */
export function onWords(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

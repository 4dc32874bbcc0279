/** What follows from keys: made again only when one of them is another. */
type Keys = readonly unknown[];

const same = (a: Keys | null, b: Keys): boolean =>
  a !== null && a.length === b.length && a.every((key, i) => key === b[i]);

export class Remembered<T> {
  #keys: Keys | null = null;
  #value: T | null = null;

  get(keys: Keys, make: () => T): T {
    if (!same(this.#keys, keys) || this.#value === null) this.#value = make();
    this.#keys = keys;
    return this.#value;
  }
}

/** The same for what has to be waited for: the former value stays until the latest is there; those between are dropped. */
export class Latest<T> {
  readonly #changed: () => void;
  #keys: Keys | null = null;
  value: T | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  want(keys: Keys, ask: () => Promise<T>): void {
    if (same(this.#keys, keys)) return;
    this.#keys = keys;
    ask().then(
      (value) => {
        if (this.#keys !== keys) return;
        this.value = value;
        this.#changed();
      },
      () => {
        // What stops the engine is said where the sentence stands; here it is asked for again with the next change.
        if (this.#keys === keys) this.#keys = null;
      },
    );
  }
}

/** The results that were asked for last, by their keys: what was tried a moment ago is there at once. */
export class Recent<T> {
  readonly #room: number;
  readonly #sizeOf: (value: T) => number;
  readonly #kept = new Map<string, T>();
  #size = 0;

  /** @param sizeOf how much of the room one takes */
  constructor(room: number, sizeOf: (value: T) => number = () => 1) {
    this.#room = room;
    this.#sizeOf = sizeOf;
  }

  /** It is then the latest. */
  get(key: string): T | undefined {
    const value = this.#kept.get(key);
    if (value === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, value);
    return value;
  }

  /** The oldest make room; the newest stays, however large it is. */
  set(key: string, value: T): void {
    this.#delete(key);
    this.#kept.set(key, value);
    this.#size += this.#sizeOf(value);
    for (const oldest of this.#kept.keys()) {
      if (this.#size <= this.#room || oldest === key) break;
      this.#delete(oldest);
    }
  }

  clear(): void {
    this.#kept.clear();
    this.#size = 0;
  }

  #delete(key: string): void {
    const value = this.#kept.get(key);
    if (value === undefined) return;
    this.#kept.delete(key);
    this.#size -= this.#sizeOf(value);
  }
}

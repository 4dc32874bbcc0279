/** The answer to the last question: the one before stays until it is there, and what comes late for another is dropped. */
import { isAbort } from "../../run/problems.ts";

export class Asked<T> {
  readonly #answered: () => void;
  #question: readonly unknown[] = [];
  #asking: AbortController | null = null;
  value: T | null = null;

  constructor(answered: () => void) {
    this.#answered = answered;
  }

  /** Asks unless these are the things that were asked about last. */
  about(things: readonly unknown[], ask: () => Promise<T>): void {
    const isSame = things.length === this.#question.length && things.every((each, i) => each === this.#question[i]);
    if (isSame) return;
    this.#question = things;
    this.#asking?.abort();
    const { signal } = (this.#asking = new AbortController());
    ask().then(
      (value) => this.#settle(signal, value),
      (error: unknown) => this.#settle(signal, isAbort(error) ? this.value : null),
    );
  }

  #settle(signal: AbortSignal, value: T | null): void {
    if (signal.aborted) return;
    this.value = value;
    this.#answered();
  }
}

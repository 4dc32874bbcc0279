import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { TokenRange } from "./strip-painter.ts";

/**
 * Which tokens of a long, scrolling strip are in sight. The layout is read at rest and kept, so that a move of the pointer
 * never waits for it.
 */
export class StripSight implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #observer: IntersectionObserver | null = null;
  #isInWindow = true;
  #tops: Float64Array | null = null;
  #scrolled = 0;
  #height = 0;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer = new IntersectionObserver((entries) => {
      this.#isInWindow = entries.at(-1)?.isIntersecting ?? true;
      this.#host.requestUpdate();
    });
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  /** Something changed where tokens stand. */
  forget(): void {
    this.#tops = null;
  }

  /** Reads where the tokens of the line of others stand. */
  measure(strip: HTMLElement): void {
    const tokens = strip.querySelectorAll<HTMLElement>(".token");
    this.#tops = Float64Array.from(tokens, (token) => token.offsetTop);
    this.#height = strip.clientHeight;
    this.#scrolled = strip.scrollTop;
  }

  readonly scroll = (event: Event): void => {
    this.#scrolled = (event.currentTarget as Element).scrollTop;
    this.#host.requestUpdate();
  };

  /** Whether any of the strip is to be seen. */
  get isInWindow(): boolean {
    return this.#isInWindow;
  }

  /** The places of the tokens in sight among those drawn; null while that is not known. */
  get range(): TokenRange | null {
    return this.#tops && rangeInSight(this.#tops, this.#scrolled, this.#height);
  }
}

/** One line more on either side, whose tokens may reach into sight. */
const lineHeight = 60;

/** First and one past the last of ascending `tops` that lie within `height` from `scrolled`. */
export function rangeInSight(tops: ArrayLike<number>, scrolled: number, height: number): TokenRange {
  const firstFrom = (top: number) => {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle]! < top) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [firstFrom(scrolled - lineHeight), firstFrom(scrolled + height)];
}

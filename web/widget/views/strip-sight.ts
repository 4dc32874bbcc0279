import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { TokenRange } from "./strip-painter.ts";

/** In pixels from the element's top. */
interface Extent {
  from: number;
  to: number;
}

interface Sight {
  line: Extent;
  /** What of the element the window shows. */
  seen: Extent;
  /** How far the line is scrolled. */
  scrolled: number;
}

/**
 * Which tokens of a long, scrolling strip are in sight. The layout is read at rest and kept, so that a move of the pointer
 * never waits for it.
 */
export class StripSight implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #observer: IntersectionObserver | null = null;
  #isInWindow = true;
  /** What of the element the window shows, from its top. */
  #seen: Extent = { from: 0, to: Infinity };
  #tops: Float64Array | null = null;
  /** Where the line stands in the element. */
  #line: Extent = { from: 0, to: 0 };
  #scrolled = 0;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer = new IntersectionObserver((entries) => this.#see(entries.at(-1)), { threshold: shares });
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  /** What comes into sight while the page is scrolled was painted at rest, or will be. */
  #see(entry: IntersectionObserverEntry | undefined): void {
    if (!entry) return;
    const { isIntersecting, intersectionRect: seen, boundingClientRect: whole } = entry;
    this.#seen = { from: seen.top - whole.top, to: seen.bottom - whole.top };
    if (isIntersecting !== this.#isInWindow) this.#host.requestUpdate();
    this.#isInWindow = isIntersecting;
  }

  /** Something changed where tokens stand. */
  forget(): void {
    this.#tops = null;
  }

  /** Reads where the tokens of the line of others stand. */
  measure(strip: HTMLElement): void {
    const tokens = strip.querySelectorAll<HTMLElement>(".token");
    this.#tops = Float64Array.from(tokens, (token) => token.offsetTop);
    const from = strip.getBoundingClientRect().top - this.#host.getBoundingClientRect().top;
    this.#line = { from, to: from + strip.clientHeight };
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
    return this.#tops && rangeInSight(this.#tops, { line: this.#line, seen: this.#seen, scrolled: this.#scrolled });
  }
}

/** One line more on either side, whose tokens may reach into sight. */
const lineHeight = 60;
/** How closely the window's edge is followed: every 64th of the element, which is less than a line of a long text. */
const shares = Array.from({ length: 65 }, (_, i) => i / 64);

/** First and one past the last of ascending `tops` that lie in what is seen of a line that was scrolled. */
export function rangeInSight(tops: ArrayLike<number>, { line, seen, scrolled }: Sight): TokenRange {
  const [from, to] = [Math.max(line.from, seen.from), Math.min(line.to, seen.to)];
  const firstFrom = (top: number) => {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tops[middle]! < top) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const inLine = (at: number) => scrolled + at - line.from;
  const [first, end] = [firstFrom(inLine(from) - lineHeight), firstFrom(inLine(to))];
  return [first, Math.max(first, end)];
}

/** The state in the address and in the history: a link when it fits, the browser's own memory when it does not. */
import { fitsInLink, formatFragment, readFragment, type ReadState } from "./fragment.ts";
import { HistoryPolicy, type ChangeKind, type Entry } from "./history.ts";
import { blankState, type PlayState } from "./play-state.ts";

const refusedMilliseconds = 1000;

interface Remembered {
  play?: PlayState;
}

export class Address {
  readonly #policy = new HistoryPolicy();
  readonly #base: PlayState;
  /** Bytes of the fragment when it is too long for a link; null when it fits. */
  tooLong: number | null = null;
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(base: PlayState, onRestore: (read: ReadState) => void) {
    this.#base = base;
    addEventListener("popstate", () => {
      clearTimeout(this.#later);
      this.#policy.reset();
      onRestore(this.read());
    });
  }

  /** What the address says; a state too long for it is taken from the history's own memory. */
  read(): ReadState {
    const { play } = (history.state ?? {}) as Remembered;
    if (location.hash.length < 2 && play) return { state: { ...blankState, ...play }, hasText: true, problems: [] };
    return readFragment(location.hash, this.#base);
  }

  readonly remember = (state: PlayState, kind: ChangeKind): void => {
    const fragment = formatFragment(state);
    const fits = fitsInLink(fragment);
    this.tooLong = fits ? null : fragment.length;
    const url = fits ? `#${fragment}` : location.pathname + location.search;
    const memory: Remembered | null = fits ? null : { play: state };
    this.#write(this.#policy.entryFor(kind, performance.now()), memory, url);
  };

  /** Browsers refuse changes that come too fast: the last one is then made a little later. */
  #write(entry: Entry, memory: Remembered | null, url: string): void {
    clearTimeout(this.#later);
    try {
      if (entry === "push") history.pushState(memory, "", url);
      else history.replaceState(memory, "", url);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "SecurityError")) throw error;
      this.#later = setTimeout(() => this.#write(entry, memory, url), refusedMilliseconds);
    }
  }

  /** The whole link, whatever the address shows. */
  link(state: PlayState): string {
    return new URL(`#${formatFragment(state)}`, location.href.replace(/#.*$/, "")).href;
  }
}

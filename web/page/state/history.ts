/** When a change makes a new history entry: picks do; a burst of typing or sliding makes one; looks (language, theme) never. */
export type ChangeKind = "pick" | "typing" | "sliding" | "look";
export type Entry = "push" | "replace";

/** Edits closer together than this belong to one burst. */
export const burstMilliseconds = 1500;

export class HistoryPolicy {
  #lastKind: ChangeKind | null = null;
  #lastTime = -Infinity;

  /** @param time milliseconds, of any steady clock */
  entryFor(kind: ChangeKind, time: number): Entry {
    if (kind === "look") return "replace";
    const sameBurst = kind !== "pick" && kind === this.#lastKind && time - this.#lastTime < burstMilliseconds;
    this.#lastKind = kind;
    this.#lastTime = time;
    return sameBurst ? "replace" : "push";
  }

  /** After going back or forward the next edit starts a new entry. */
  reset() {
    this.#lastKind = null;
  }
}

/** Which pieces make up a word: in every model the same words, whatever its pre-tokenizer thinks of apostrophes or Chinese. */
import { type Cluster, clustersOf } from "../clusters.ts";

export interface Range {
  start: number;
  end: number;
}

const apostrophes = new Set(["'", "’"]);
const isLetter = (cluster: Cluster | undefined) => cluster?.kind === "latin" || cluster?.kind === "letter";
const isOfWord = (cluster: Cluster) => isLetter(cluster) || cluster.kind === "number" || cluster.kind === "mark";

/** Tells where words end in one text. */
export class WordBounds {
  readonly #clusters: Cluster[];
  /** Cluster that begins at this unit. */
  readonly #startingAt = new Map<number, number>();

  constructor(text: string) {
    this.#clusters = clustersOf(text);
    this.#clusters.forEach(({ start }, index) => this.#startingAt.set(start, index));
  }

  /** Whether a piece that follows another goes on with its word. */
  continues(previous: Range, next: Range): boolean {
    if (next.start < previous.end) return true;
    const index = this.#startingAt.get(next.start);
    // In the middle of what a reader sees as one character.
    if (index === undefined) return true;
    const before = this.#clusters[index - 1];
    const after = this.#clusters[index]!;
    if (!before || before.start >= previous.end) return false;
    if (isOfWord(before) && isOfWord(after)) return true;
    // A blank that is a piece of its own belongs to what it stands before.
    if (before.text === " ") return previous.start === before.start;
    if (apostrophes.has(after.text)) return isLetter(before) && isLetter(this.#clusters[index + 1]);
    return apostrophes.has(before.text) && isLetter(this.#clusters[index - 2]) && isLetter(after);
  }

  /** The range with the marks and joiners behind it that no other piece has: what to show of it. */
  withMarks({ start, end }: Range, nextStart: number): Range {
    if (this.#startingAt.has(end)) return { start, end };
    const cluster = this.#clusters.find((each) => each.start < end && each.end > end);
    return { start, end: cluster ? Math.max(end, Math.min(cluster.end, nextStart)) : end };
  }
}

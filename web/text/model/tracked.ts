/** A text on its way through normalizers, each of its characters with the range of the typed text that it came from. */

/** Code points in order; character i stands for typed UTF-16 units `starts[i]` … `ends[i]`, or for none where both are −1. */
export interface Tracked {
  chars: string[];
  starts: number[];
  ends: number[];
}

export const INSERTED = -1;

export const emptyTracked = (): Tracked => ({ chars: [], starts: [], ends: [] });

export function push(to: Tracked, char: string, start: number, end: number): void {
  to.chars.push(char);
  to.starts.push(start);
  to.ends.push(end);
}

/** Appends characters that stand for what character `index` of `from` stood for. */
export function pushAs(to: Tracked, text: string, from: Tracked, index: number): void {
  for (const char of text) push(to, char, from.starts[index] ?? INSERTED, from.ends[index] ?? INSERTED);
}

/** The text as it was typed, from `offset` of a longer one. */
export function trackText(text: string, offset = 0): Tracked {
  const tracked = emptyTracked();
  let at = offset;
  for (const char of text) {
    push(tracked, char, at, at + char.length);
    at += char.length;
  }
  return tracked;
}

export const textOf = ({ chars }: Tracked) => chars.join("");

export function slice({ chars, starts, ends }: Tracked, begin: number, end: number): Tracked {
  return { chars: chars.slice(begin, end), starts: starts.slice(begin, end), ends: ends.slice(begin, end) };
}

/** Which character each UTF-16 unit of textOf() belongs to; one more entry for its end. */
export function unitIndex({ chars }: Tracked): number[] {
  const index: number[] = [];
  chars.forEach((char, i) => {
    for (let unit = 0; unit < char.length; unit++) index.push(i);
  });
  index.push(chars.length);
  return index;
}

/** What characters `indices` stand for together, as a range of the typed text; null where they stand for nothing. */
export function rangeOf({ starts, ends }: Tracked, indices: readonly number[]): { start: number; end: number } | null {
  let start = Infinity;
  let end = INSERTED;
  for (const index of indices) {
    const from = starts[index] ?? INSERTED;
    if (from === INSERTED) continue;
    start = Math.min(start, from);
    end = Math.max(end, ends[index]!);
  }
  return end === INSERTED ? null : { start, end };
}

/** Which pair is pinned when nobody chose one, and where a pin goes when the text changes under it. */
import {
  isCross,
  mostTelling,
  pairOf,
  sourceOf,
  strongestOther,
  type Direction,
  type Pair,
  type ViewData,
} from "../../render/view-data.ts";

export interface Pins {
  query: number | null;
  key: number | null;
}

const within = (index: number | null, count: number) => (index !== null && index < count ? index : null);

/** The pair to show: pins where they still exist, their strongest partner, or else the most telling pair. */
export function choosePair(pins: Pins, data: ViewData, direction: Direction): Pair {
  const query = within(pins.query, data.nQueries);
  const key = within(pins.key, data.nKeys);
  if (query !== null && key !== null) return { query, key };
  if (query !== null) return { query, key: strongestOther(data, "to", query) };
  if (key !== null) return { query: strongestOther(data, "by", key), key };
  const pair = mostTelling(data);
  const source = sourceOf(pair, direction);
  return pairOf(source, strongestOther(data, direction, source), direction);
}

/** Choosing looks through the whole matrix, and every view asks: the answer is kept while nothing changed. */
export class PinChooser {
  #asked: readonly unknown[] = [];
  #pair: Pair = { query: 0, key: 0 };

  choose({ query, key }: Pins, data: ViewData, direction: Direction): Pair {
    const asked = [query, key, data, direction];
    if (asked.some((value, index) => value !== this.#asked[index])) {
      this.#asked = asked;
      this.#pair = choosePair({ query, key }, data, direction);
    }
    return this.#pair;
  }
}

/** The same token seen from the other side: what looks at it instead of what it looks at. */
export function turnAround(pair: Pair, data: ViewData, direction: Direction): Pair {
  if (isCross(data)) return pair;
  const source = direction === "to" ? pair.key : pair.query;
  return pairOf(source, strongestOther(data, direction, source), direction);
}

/** A selection with this token added, or taken out; ascending. */
export function toggled(selection: readonly number[], token: number): number[] {
  const without = selection.filter((index) => index !== token);
  return (without.length < selection.length ? without : [...without, token]).sort((a, b) => a - b);
}

type Named = readonly { text: string }[];

/** Where the token at `index` went when the text was edited around it; null when it was itself edited. */
export function followToken(index: number | null, before: Named, after: Named): number | null {
  if (index === null || index >= before.length) return null;
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head]?.text === after[head]?.text) head += 1;
  if (index < head) return index;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail)?.text === after.at(-1 - tail)?.text) tail += 1;
  return index >= before.length - tail ? index + after.length - before.length : null;
}

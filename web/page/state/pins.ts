/** Which pair is pinned when nobody chose one, and where a pin goes when the text changes under it. */
import { formatHeadScale } from "../../engine/head-scale-text.ts";
import {
  isCross,
  mostTelling,
  pairOf,
  sourceOf,
  strongestOther,
  type Direction,
  type Pair,
  type ViewData,
  type ViewToken,
} from "../../render/view-data.ts";
import type { Problem } from "./fragment.ts";
import type { PlayState } from "./play-state.ts";

export interface Pins {
  query: number | null;
  key: number | null;
}

const within = (index: number | null, count: number) => (index !== null && index < count ? index : null);

/**
 * The pair to show: pins where they still exist, their strongest partner, or else the most telling pair; of what writes on, the
 * last token, which the next one comes from.
 */
export function choosePair(pins: Pins, data: ViewData, direction: Direction, isWriting = false): Pair {
  const query = within(pins.query, data.nQueries);
  const key = within(pins.key, data.nKeys);
  if (query !== null && key !== null) return { query, key };
  if (query !== null) return { query, key: strongestOther(data, "to", query) };
  if (key !== null) return { query: strongestOther(data, "by", key), key };
  const last = data.nQueries - 1;
  if (isWriting && direction === "to" && data.tokens[last]?.special === false)
    return { query: last, key: strongestOther(data, "to", last) };
  const pair = mostTelling(data);
  const source = sourceOf(pair, direction);
  return pairOf(source, strongestOther(data, direction, source), direction);
}

/** Choosing looks through the whole matrix, and every view asks: the answer is kept while nothing changed. */
export class PinChooser {
  #asked: readonly unknown[] = [];
  #pair: Pair = { query: 0, key: 0 };

  choose({ query, key }: Pins, data: ViewData, direction: Direction, isWriting: boolean): Pair {
    const asked = [query, key, data, direction, isWriting];
    if (asked.some((value, index) => value !== this.#asked[index])) {
      this.#asked = asked;
      this.#pair = choosePair({ query, key }, data, direction, isWriting);
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

/** What of a link names tokens or heads that are not there. */
export function absentIn(
  { query, key, selection, head, model, options }: PlayState,
  data: ViewData,
  { nLayers, nHeads }: { nLayers: number; nHeads: number },
): Problem[] {
  const problems: Problem[] = [];
  const check = (name: string, index: number | null, count: number) => {
    if (index !== null && index >= count) problems.push({ kind: "absent", name, value: String(index) });
  };
  check("query", query, data.nQueries);
  check("key", key, data.nKeys);
  check("select", selection.at(-1) ?? null, Math.max(data.nQueries, data.nKeys));
  check("layer", model?.layer ?? null, nLayers);
  // That word vectors cannot be cut into so many heads is said elsewhere.
  check("head", head, model ? nHeads : options.nHeads);
  const strange = model?.headScale.filter(
    ({ kind = "self", ...at }) => kind === model.kind && (at.layer >= nLayers || at.head >= nHeads),
  );
  if (strange?.length) problems.push({ kind: "absent", name: "headScale", value: formatHeadScale(strange) });
  return problems;
}

/** What makes the tokens, beside the texts. */
const cuts = ["segmenter", "punctuation"] as const satisfies readonly (keyof PlayState["options"])[];
const texts = [
  "text",
  "textB",
  "second",
  "tokens",
  "tokensB",
  "vectors",
] as const satisfies readonly (keyof PlayState)[];

/** Whether only what is done with the same tokens differs: options, or which head is shown, and what is done to heads. */
function isOtherAttention(before: PlayState, after: PlayState): boolean {
  const isSameText = texts.every((name) => before[name] === after[name]);
  const isSameCut = cuts.every((name) => before.options[name] === after.options[name]);
  const [was, is] = [before.model, after.model];
  const isSameModel = was?.source === is?.source && was?.kind === is?.kind && was?.taken === is?.taken;
  if (!isSameText || !isSameCut || !isSameModel) return false;
  const isOtherHead = before.head !== after.head || was?.layer !== is?.layer || was?.headScale !== is?.headScale;
  return before.options !== after.options || isOtherHead;
}

/**
 * Who compares choices or heads compares them for one token: it stays in view though nobody pinned it, where the most telling
 * pair would be another one with each choice.
 */
export function held(before: PlayState, after: PlayState, shown: Pair | null): PlayState {
  const isFree = [before, after].every(({ query, key }) => query === null && key === null);
  if (!shown || !isFree || !isOtherAttention(before, after)) return after;
  return { ...after, ...sourcePin(shown, after.direction) };
}

/** The token that a pair is seen from; what it looks at most comes with it. */
export const sourcePin = ({ query, key }: Pair, direction: Direction): Pins =>
  direction === "to" ? { query, key: null } : { query: null, key };

type Named = readonly { text: string }[];
interface Sides {
  tokens: Named;
  keyTokens: Named;
}

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

type Groups = readonly (readonly number[])[];

/** Where the token at `index` is among others that stand for the same: pieces merged, tokens hidden. Null where it is hidden. */
function refound(index: number | null, before: Groups, after: Groups): number | null {
  const first = index === null ? undefined : before[index]?.[0];
  const at = first === undefined ? -1 : after.findIndex((group) => group.includes(first));
  return at < 0 ? null : at;
}

/** What a picture of a transformer shows, and of which kind of attention. */
export interface Shown {
  kind: string;
  queries: Groups;
  keys: Groups;
}

/** The pins of a text that is seen in another way stay on their words; another kind of attention has other words. */
export function repinned<S extends Pins>(pins: S, before: Shown, after: Shown): S {
  if (before.kind !== after.kind) return { ...pins, query: null, key: null };
  return {
    ...pins,
    query: refound(pins.query, before.queries, after.queries),
    key: refound(pins.key, before.keys, after.keys),
  };
}

/** The pins of a text that was edited stay on their words. */
export function followed<S extends Pins>(pins: S, before: Sides, after: Sides): S {
  return {
    ...pins,
    query: followToken(pins.query, before.tokens, after.tokens),
    key: followToken(pins.key, before.keyTokens, after.keyTokens),
  };
}

type Placed = readonly Pick<ViewToken, "start" | "end" | "segment">[];

/** The token that stands where the one at `index` stands among others of the same text; null where none does. */
function atSamePlace(index: number | null, before: Placed, after: Placed): number | null {
  const { start, segment } = (index === null ? undefined : before[index]) ?? {};
  if (typeof start !== "number") return null;
  const isThere = (token: Placed[number]) =>
    (token.segment ?? "a") === (segment ?? "a") &&
    typeof token.start === "number" &&
    token.start <= start &&
    start < (token.end ?? 0);
  const at = after.findIndex(isThere);
  return at < 0 ? null : at;
}

/** The pins of a text that other vectors or another model cut into other tokens stay on their words. */
export function relocated<S extends Pins>(
  pins: S,
  before: { tokens: Placed; keyTokens: Placed },
  after: { tokens: Placed; keyTokens: Placed },
): S {
  return {
    ...pins,
    query: atSamePlace(pins.query, before.tokens, after.tokens),
    key: atSamePlace(pins.key, before.keyTokens, after.keyTokens),
  };
}

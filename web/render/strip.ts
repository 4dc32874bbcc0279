/** Geometry of the token strip: how large the type is, whether it stays on one line, and the arcs above it. */
const typeSizes = [52, 46, 42, 38, 35, 32, 30, 28, 26, 24, 22, 20];
const narrow = 680;
/** In units of the type size: a token's side paddings and least width. */
const padding = 0.68;
const leastWidth = 1.5;
const specialScale = 0.56;

export interface StripType {
  size: number;
  /** Whether the tokens need more than one line; then there are no arcs. */
  wraps: boolean;
  /** Few tokens stand together in the middle, many fill the line. */
  gap: number;
}

export interface StripWord {
  /** Width of the bare word at a type size of 1 px. */
  width: number;
  special: boolean;
}

/** Room before the first token of the second text, where its letter stands. */
export const secondRoom = 28;

/** The largest type size at which all words fit on one line of `available` pixels. */
export function stripType(words: readonly StripWord[], available: number, chinese: boolean): StripType {
  const few = words.length <= 6;
  const gap = few ? 28 : 8;
  if (available < narrow) return { size: crowded(words.length, chinese ? 32 : 23), wraps: true, gap: chinese ? 10 : 6 };
  for (const size of typeSizes) if (lineWidth(words, size, gap) <= available) return { size, wraps: false, gap };
  return { size: crowded(words.length, 24), wraps: true, gap: 8 };
}

/** Long texts take smaller type, so that they can still be looked over. */
const crowded = (count: number, size: number) =>
  count > 300 ? 13 : count > 80 ? 16 : Math.min(size, count > 40 ? 20 : size);

const lineWidth = (words: readonly StripWord[], size: number, gap: number) =>
  words.reduce((sum, word) => {
    const scale = word.special ? size * specialScale : size;
    return sum + Math.max(scale * (word.width + padding), size * leastWidth) + gap;
  }, -gap);

/** A token's box: its centre, width, top and bottom. */
export interface Box {
  x: number;
  y: number;
  width: number;
  bottom: number;
}

export interface Arc {
  other: number;
  path: string;
  width: number;
  /** Where on the weight scale its colour lies, 0 … 1. */
  shade: number;
}

export interface ArcOptions {
  /** Which of the others is the source itself; −1 for none. */
  self: number;
  weights: Float32Array;
  /** The weight that gets the widest arc. */
  max: number;
  /** Height above the boxes in pixels. */
  room: number;
  /** Of the numbers under them. */
  under: number;
}

/** Arcs from the source's box to every other one with a weight, faint ones first so that strong ones lie on top. */
export function arcs(
  source: Box,
  others: readonly (Box & { index: number })[],
  { self, weights, max, room, under }: ArcOptions,
): Arc[] {
  const farthest = Math.max(1, ...others.map((box) => Math.abs(box.x - source.x)));
  return others
    .map((box) => ({ box, other: box.index, share: max > 0 ? (weights[box.index] ?? 0) / max : 0 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => a.share - b.share)
    .map(({ box, other, share }) => ({
      other,
      path: arcPath(source, box, { isSelf: other === self, room, under, farthest }),
      width: Math.max(0.75, Math.min(1, share) * (other === self ? 6 : 9)),
      shade: 0.22 + 0.78 * Math.min(1, share),
    }));
}

/** On one line an arc rises over the tokens; between two lines it runs straight down or up, past the others' numbers. */
function arcPath(
  source: Box,
  target: Box,
  { isSelf, room, under, farthest }: { isSelf: boolean; room: number; under: number; farthest: number },
): string {
  if (isSelf) return loop(source);
  if (target.y > source.bottom) return link(source, source.bottom + 5, target, target.y - 5);
  if (source.y > target.bottom) return link(source, source.y - 5, target, target.bottom + under);
  return bridge(source, target, room, farthest);
}

const loop = ({ x, y }: Box) => curve([x - 9, y - 5], [x - 24, y - 45], [x + 24, y - 45], [x + 9, y - 5]);

function link(source: Box, from: number, target: Box, to: number): string {
  const middle = (from + to) / 2;
  return curve([source.x, from], [source.x, middle], [target.x, middle], [target.x, to]);
}

function bridge(source: Box, target: Box, room: number, farthest: number): string {
  const y = Math.min(source.y, target.y) - 5;
  const side = Math.sign(target.x - source.x);
  const start = source.x + side * Math.min(24, source.width / 3.1);
  const height = (18 + (room - 26) * Math.sqrt(Math.abs(target.x - source.x) / farthest)) * 1.3;
  const lean = (target.x - start) * 0.06;
  return curve([start, y], [start + lean, y - height], [target.x - lean, y - height], [target.x, y]);
}

type Point = readonly [x: number, y: number];
function curve(from: Point, first: Point, second: Point, to: Point): string {
  const at = ([x, y]: Point) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
  return `M${at(from)}C${at(first)} ${at(second)} ${at(to)}`;
}

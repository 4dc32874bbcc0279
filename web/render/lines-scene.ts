/** Everything a drawing of the lines depends on, whether it goes to a canvas or into an SVG, and the lines themselves. */
import { css, weightColour, type Theme } from "./colours.ts";
import { headLook } from "./head-colours.ts";
import { endOf, type LineSide, type LinesFrame } from "./lines-frame.ts";
import type { Inks } from "./matrix-scene.ts";
import type { Direction, Pair, ViewData } from "./view-data.ts";

/** One head's weights, of the same tokens as the others'. */
export interface LinesHead {
  name: string;
  weights: Float32Array;
}

export interface LinesToken {
  side: LineSide;
  index: number;
}

export interface LinesScene {
  data: ViewData;
  heads: readonly LinesHead[];
  pair: Pair | null;
  direction: Direction;
  /** The token that is pointed at: its lines stand alone. */
  pointed: LinesToken | null;
  /** The weight that gets the strongest line. */
  max: number;
  theme: Theme;
  inks: Inks;
  fontFamily: string;
  frame: LinesFrame;
  /** As written: shortened where they are long. */
  queryLabels: readonly string[];
  keyLabels: readonly string[];
}

export interface Line {
  from: [x: number, y: number];
  to: [x: number, y: number];
  colour: string;
  opacity: number;
  width: number;
  dashed: boolean;
}

/** Lines below this share of the largest weight cannot be told from paper. */
const leastShare = 0.03;
/** More lines than this are a grey area: only the strongest are drawn. */
export const mostLines = 4000;

/** Whose lines stand out: of the token pointed at, else of the pinned pair's source. */
export function sourceOfLines({ pointed, pair, direction }: LinesScene): LinesToken | null {
  if (pointed) return pointed;
  if (!pair) return null;
  return direction === "to" ? { side: "query", index: pair.query } : { side: "key", index: pair.key };
}

/** The weights of a token's lines to all of the other side. */
export function weightsOf({ data }: LinesScene, head: LinesHead, { side, index }: LinesToken): Float32Array {
  const { nQueries, nKeys } = data;
  if (side === "query") return head.weights.subarray(index * nKeys, (index + 1) * nKeys);
  return Float32Array.from({ length: nQueries }, (_, query) => head.weights[query * nKeys + index]!);
}

/** The lines of one token, the weakest first. */
export function linesOfToken(scene: LinesScene, token: LinesToken): Line[] {
  const lines: Weighted[] = [];
  scene.heads.forEach((head, place) =>
    weightsOf(scene, head, token).forEach((weight, other) => {
      if (weight < leastShare * scene.max) return;
      const [query, key] = token.side === "query" ? [token.index, other] : [other, token.index];
      lines.push({ weight, place, query, key });
    }),
  );
  return drawn(scene, lines);
}

/** The strongest lines of all, the weakest first. */
export function allLines(scene: LinesScene): Line[] {
  const { data, heads, max } = scene;
  if (!(max > 0)) return [];
  const levelOf = (weight: number) => Math.min(levels, Math.floor((weight / max) * levels));
  const { lowest, every } = cutAt(heads, levelOf);
  const lines: Weighted[] = [];
  let nLowest = 0;
  heads.forEach(({ weights }, place) => {
    for (let at = 0; at < weights.length; at++) {
      const level = levelOf(weights[at]!);
      if (level < lowest || (level === lowest && nLowest++ % every !== 0)) continue;
      lines.push({ weight: weights[at]!, place, query: Math.floor(at / data.nKeys), key: at % data.nKeys });
    }
  });
  return drawn(scene, lines);
}

const levels = 512;

/** From which level on lines are drawn, and every how many of those at it, so that they are not too many. */
function cutAt(heads: readonly LinesHead[], levelOf: (weight: number) => number): { lowest: number; every: number } {
  const counts = new Uint32Array(levels + 1);
  for (const { weights } of heads) for (const weight of weights) counts[levelOf(weight)]!++;
  let room = mostLines;
  for (let level = levels; level > leastShare * levels; level--) {
    if (counts[level]! >= room) return { lowest: level, every: Math.ceil(counts[level]! / Math.max(1, room)) };
    room -= counts[level]!;
  }
  return { lowest: Math.ceil(leastShare * levels), every: 1 };
}

interface Weighted {
  weight: number;
  place: number;
  query: number;
  key: number;
}

const drawn = (scene: LinesScene, lines: Weighted[]): Line[] =>
  lines.sort((a, b) => a.weight - b.weight).map((line) => lineOf(scene, line));

const apart = 3.4;

function lineOf(scene: LinesScene, { weight, place, query, key }: Weighted): Line {
  const { frame, heads, theme, max } = scene;
  const share = max > 0 ? Math.min(1, weight / max) : 0;
  const thick = Math.max(0.25, Math.min(1, frame.step.query / 14));
  const width = (0.6 + 2.2 * share) * thick;
  const aside = (place - (heads.length - 1) / 2) * Math.min(apart, (frame.step.query * 0.7) / heads.length);
  const [from, to] = [moved(frame, "query", query, aside), moved(frame, "key", key, aside)];
  if (heads.length === 1)
    return { from, to, colour: css(weightColour(theme, share)), opacity: 1, width, dashed: false };
  const { colour, dashed } = headLook(theme, place);
  return { from, to, colour, opacity: 0.12 + 0.88 * share, width, dashed };
}

/** Lines of several heads between the same tokens lie beside each other. */
function moved(frame: LinesFrame, side: LineSide, index: number, aside: number): [x: number, y: number] {
  const [x, y] = endOf(frame, side, index);
  return frame.lying ? [x + aside, y] : [x, y + aside];
}

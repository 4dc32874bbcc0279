/** The token strip as a stand-alone SVG. */
import { css, textOn, weightColour } from "./colours.ts";
import { formatChange, formatStripWeight } from "./numbers.ts";
import { strongestOfStrip } from "./full-shade.ts";
import { shorten } from "./matrix-frame.ts";
import { arcs, secondRoom, stripType, type Box, type StripType } from "./strip.ts";
import { isChinese, visibleText } from "./token-text.ts";
import { element, inksOf, picture, text, type PictureOptions } from "./svg.ts";
import {
  isCross,
  otherOf,
  otherTokens,
  outlook,
  outstanding,
  secondBegin,
  shownChanges,
  shownWeights,
  sourceTokens,
  type Direction,
  type Domain,
  type Pair,
  type ViewData,
  type ViewToken,
} from "./view-data.ts";

export interface StripPicture extends PictureOptions {
  direction: Direction;
  pair: Pair;
  domain: Domain;
  /** Sources whose weights add up; with fewer than two the pair's source counts. */
  selection?: readonly number[];
}

interface Placed extends Box {
  index: number;
  token: ViewToken;
  /** As written: a word wider than the picture loses its middle. */
  label: string;
  /** The second of two texts begins here. */
  second: boolean;
}

interface Line {
  tokens: readonly ViewToken[];
  isSource: boolean;
}

const margin = 24;
const arcRoom = 68;
/** Of the changes under the weights, where there are any. */
const changeRoom = 15;

export function stripSvg(data: ViewData, options: StripPicture): string {
  const { direction, pair, selection = [] } = options;
  const { sources, others: list, weights } = outlook(data, pair, direction, selection);
  const max = strongestOfStrip(data, { direction, sources, domain: options.domain });
  const lines = linesOf(data, direction);
  const type = typeOf(lines, options);
  const hasArcs = !type.wraps;
  const changes = shownChanges(data, direction, sources);
  const under = 34 + (changes ? changeRoom : 0);
  let y = hasArcs && lines.length === 1 ? margin + arcRoom : margin;
  const placed = lines.map((line) => {
    const boxes = place(line.tokens, type, { top: y, under }, options);
    y = Math.max(...boxes.map((box) => box.bottom)) + (hasArcs ? 96 : 48);
    return boxes;
  });
  const others = placed[lines.findIndex((line) => !line.isSource)] ?? [];
  const sourceBoxes = placed[lines.findIndex((line) => line.isSource)] ?? others;
  const top = outstanding(weights, list);
  const other = otherOf(pair, direction);
  const look = { type, options, weights, changes, top, max, sources, other, cross: isCross(data) };
  const curves = hasArcs ? sources.flatMap((source) => curvesFrom(source, sourceBoxes, others, data, look)) : [];
  const tokens = lines.flatMap((line, at) => (placed[at] ?? []).map((box) => tokenSvg(box, line.isSource, look)));
  const height = Math.max(...placed.flat().map((box) => box.bottom)) + under + margin / 2;
  return picture(options.width + 2 * margin, height, options, ...curves, ...tokens);
}

function linesOf(data: ViewData, direction: Direction): Line[] {
  if (!isCross(data)) return [{ tokens: data.tokens, isSource: false }];
  const source = { tokens: sourceTokens(data, direction), isSource: true };
  const other = { tokens: otherTokens(data, direction), isSource: false };
  return direction === "to" ? [source, other] : [other, source];
}

function typeOf(lines: readonly Line[], { width, fontFamily, measure }: PictureOptions): StripType {
  const types = lines.map(({ tokens }) => {
    const words = tokens.map((token) => ({
      width: measure(visibleText(token.text), font(token, 100, fontFamily)) / 100,
      special: token.special,
    }));
    return stripType(
      words,
      width - (secondBegin(tokens) > 0 ? secondRoom : 0),
      tokens.every((token) => isChinese(token.text)),
    );
  });
  const smallest = types.reduce((a, b) => (a.size <= b.size ? a : b));
  return { ...smallest, wraps: types.some((type) => type.wraps) };
}

const font = (token: ViewToken, size: number, family: string) =>
  `${isChinese(token.text) ? 400 : 500} ${size}px ${family}`;
const sizeOf = (token: ViewToken, { size }: StripType) => (token.special ? size * 0.56 : size);

/** Words side by side, from a new line where the next one would not fit; few words stand in the middle. */
function place(
  tokens: readonly ViewToken[],
  type: StripType,
  { top, under }: { top: number; under: number },
  options: PictureOptions,
): Placed[] {
  const { width, measure, fontFamily } = options;
  const few = tokens.length <= 6 && !type.wraps;
  const words = tokens.map((token) => {
    const size = sizeOf(token, type);
    const measured = (word: string) => measure(word, font(token, size, fontFamily));
    const label = shorten(visibleText(token.text), width - 0.68 * size, measured);
    return { label, wide: Math.max(measured(label) + 0.68 * size, 1.5 * size) };
  });
  const second = secondBegin(tokens);
  const sum = words.reduce((total, { wide }) => total + wide, second > 0 ? secondRoom : 0);
  const spread = Math.max(type.gap, (width - sum) / Math.max(1, tokens.length - 1));
  const gap = few ? 28 : type.wraps ? type.gap : spread;
  let x = few ? Math.max(0, (width - sum - gap * (tokens.length - 1)) / 2) : 0;
  let y = top;
  return tokens.map((token, index) => {
    const { wide = 0, label = "" } = words[index] ?? {};
    if (index === second && x > 0) x += secondRoom;
    if (type.wraps && x > 0 && x + wide > width)
      [x, y] = [index === second ? secondRoom : 0, y + type.size * 1.54 + under + 2];
    const box = {
      x: margin + x + wide / 2,
      y,
      width: wide,
      bottom: y + type.size * 1.54,
      index,
      token,
      label,
      second: index === second,
    };
    x += wide + gap;
    return box;
  });
}

interface Look {
  type: StripType;
  options: StripPicture;
  weights: Float32Array;
  changes: Float32Array | null;
  /** The largest weights, written bold. */
  top: ReadonlySet<number>;
  max: number;
  sources: readonly number[];
  other: number;
  cross: boolean;
}

function curvesFrom(
  source: number,
  from: readonly Placed[],
  others: readonly Placed[],
  data: ViewData,
  look: Look,
): string[] {
  const start = from[source];
  if (!start) return [];
  const weights = shownWeights(data, look.options.direction, [source]);
  const under = 30 + (look.changes ? changeRoom : 0);
  return arcs(start, others, { self: look.cross ? -1 : source, weights, max: look.max, room: arcRoom, under }).map(
    (arc) =>
      element("path", {
        d: arc.path,
        fill: "none",
        stroke: css(weightColour(look.options.theme, arc.shade)),
        "stroke-width": arc.width,
      }),
  );
}

function tokenSvg(box: Placed, isSourceLine: boolean, look: Look): string {
  const { theme } = look.options;
  const inks = inksOf(theme);
  const { index, token } = box;
  const weight = look.weights[index] ?? 0;
  const shade = weightColour(theme, look.max > 0 ? weight / look.max : 0);
  const isSource = (isSourceLine || !look.cross) && look.sources.includes(index);
  const isOther = !isSourceLine && look.other === index;
  const size = sizeOf(token, look.type);
  const rect = { x: box.x - box.width / 2, y: box.y, width: box.width, height: box.bottom - box.y, rx: 5 };
  const fill = isSourceLine ? "none" : css(shade);
  const stroke = isSourceLine && !isSource ? inks["rule-2"] : undefined;
  return element(
    "g",
    {},
    isSource || isOther ? ring(rect, isSource ? 2 : 1, isSource ? inks.ink : inks["ink-3"]) : "",
    element("rect", { ...rect, fill, stroke }),
    box.second ? secondSvg(box, inks) : "",
    text(box.label, {
      ...{ x: box.x, y: box.y + look.type.size * 1.13, "text-anchor": "middle", "font-size": size },
      "font-weight": isChinese(token.text) ? 400 : 500,
      fill: isSourceLine ? inks.ink : textOn(shade),
      "text-decoration": token.known || token.special ? undefined : "underline dotted",
    }),
    isSourceLine ? "" : numberSvg(box, weight, isSource || isOther, look),
  );
}

function secondSvg({ x, y, width, bottom }: Placed, inks: ReturnType<typeof inksOf>): string {
  const left = x - width / 2 - 24;
  const letter = { x: left + 6, y: y + 13, "font-size": 13, "font-weight": 600, fill: inks["ink-2"] };
  return element("rect", { x: left, y, width: 1, height: bottom - y + 26, fill: inks["ink-3"] }) + text("B", letter);
}

function ring(rect: { x: number; y: number; width: number; height: number }, width: number, colour: string): string {
  const grow = 2 + width / 2;
  const { x, y, width: wide, height } = rect;
  const box = { x: x - grow, y: y - grow, width: wide + 2 * grow, height: height + 2 * grow, rx: 5 + grow };
  return element("rect", { ...box, fill: "none", stroke: colour, "stroke-width": width });
}

function numberSvg(box: Placed, weight: number, isLookedAt: boolean, { top, weights, changes, options }: Look): string {
  const inks = inksOf(options.theme);
  const isTop = top.has(box.index);
  const number = text(formatStripWeight(weight, weights.length, isLookedAt), {
    ...{ x: box.x, y: box.bottom + 21, "text-anchor": "middle", "font-size": 15 },
    fill: isTop ? inks.ink : inks["ink-2"],
    "font-weight": isTop ? 600 : 400,
  });
  const change = formatChange(changes?.[box.index] ?? 0);
  const under = { x: box.x, y: box.bottom + 37, "text-anchor": "middle", "font-size": 11, fill: inks["ink-3"] };
  return change ? number + text(change, under) : number;
}

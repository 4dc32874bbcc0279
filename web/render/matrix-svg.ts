/** The matrix as a stand-alone SVG, with its legend. */
import { css, signedColour, weightColour } from "./colours.ts";
import {
  labelFont,
  labelStep,
  longestLabel,
  matrixFrame,
  shorten,
  wholeWindow,
  type MatrixFrame,
} from "./matrix-frame.ts";
import { regionPixels, regionSize, type Region } from "./matrix-pixels.ts";
import { cellText, isMaskedAt, pixelOptions, type MatrixScene } from "./matrix-scene.ts";
import { colourDomain, scaleOf } from "./matrix-values.ts";
import { formatLimit } from "./numbers.ts";
import { element, inksOf, picture, text, wrapped, type PictureOptions } from "./svg.ts";
import { visibleText } from "./token-text.ts";
import {
  secondBegin,
  type Direction,
  type Domain,
  type Pair,
  type Shown,
  type ViewData,
  type ViewToken,
} from "./view-data.ts";

export interface MatrixPicture extends PictureOptions {
  direction: Direction;
  pair: Pair | null;
  show: Shown;
  domain: Domain;
  /** What rows and columns are. */
  axes: string;
  /** What else the picture must say. */
  notes?: readonly string[];
  /** The tallest the cells together may be, in pixels. */
  tallest: number;
}

const margin = 24;
const noteFont = 11;
const noteLine = 16;
/** A picture of more cells shows the strongest of each block. */
const mostAcross = 256;

export function matrixSvg(data: ViewData, options: MatrixPicture): string {
  const { max, beyond } = colourDomain(data, options);
  const scene = sceneOf(data, options, max);
  const { frame } = scene;
  const width = Math.max(frame.outerWidth, frame.left + 280);
  const lines = wrapped((options.notes ?? []).join(" "), width - frame.left, (part) =>
    options.measure(part, `${noteFont}px ${options.fontFamily}`),
  );
  const inside = element(
    "g",
    { transform: `translate(${margin} ${margin})` },
    ...rowLabels(scene),
    ...columnLabels(scene),
    element("g", { transform: `translate(${frame.left} ${frame.top})` }, ...cells(scene), ...marks(scene)),
    ...second(scene),
    element("g", { transform: `translate(${frame.left} ${frame.top})` }, rings(scene)),
    legend(scene, options.axes, beyond !== null),
    ...lines.map((line, index) =>
      text(line, {
        x: frame.left,
        y: frame.outerHeight + 42 + (index + 1) * noteLine,
        "font-size": noteFont,
        fill: scene.inks["ink-3"],
      }),
    ),
  );
  return picture(width + 2 * margin, frame.outerHeight + 40 + lines.length * noteLine + 2 * margin, options, inside);
}

function sceneOf(data: ViewData, options: MatrixPicture, max: number): MatrixScene {
  const { direction, pair, show, theme, fontFamily, width, tallest } = options;
  const measure = (label: string) => options.measure(label, `600 ${labelFont}px ${fontFamily}`);
  const written = (tokens: readonly ViewToken[]) =>
    tokens.map(({ text: label }) => shorten(visibleText(label), longestLabel(width, tokens.length), measure));
  const [rows, columns] = [written(data.tokens), written(data.keyTokens)];
  const frame = matrixFrame({
    ...{ nQueries: data.nQueries, nKeys: data.nKeys, available: width, tallest },
    ...{ rowLabels: rows.map(measure), columnLabels: columns.map(measure) },
  });
  const look = { theme, inks: inksOf(theme), fontFamily, max, frame, window: wholeWindow };
  return { data, show, direction, pair, mark: null, ...look, rowLabels: rows, columnLabels: columns };
}

function cells(scene: MatrixScene): string[] {
  const { data, frame } = scene;
  const block = Math.ceil(Math.max(data.nQueries, data.nKeys) / mostAcross);
  const region: Region = { rows: [0, data.nQueries], columns: [0, data.nKeys], block };
  const pixels = regionPixels(region, pixelOptions(scene));
  const { width, height } = regionSize(region);
  const side = frame.cell * block;
  const gap = side >= 8 ? 1 : 0;
  return Array.from({ length: width * height }, (_, at) => {
    const [red, green, blue] = pixels.subarray(at * 4, at * 4 + 3);
    const [x, y] = [(at % width) * side, Math.floor(at / width) * side];
    return element("rect", { x, y, width: side - gap, height: side - gap, fill: css([red!, green!, blue!]) });
  });
}

/** Strokes through masked cells, and the numbers that have room. */
function marks(scene: MatrixScene): string[] {
  const { data, frame, show, inks } = scene;
  const side = frame.cell;
  if (side < 6) return [];
  const inset = Math.min(4, side / 4);
  return Array.from({ length: data.nQueries * data.nKeys }, (_, at) => {
    const [query, key] = [Math.floor(at / data.nKeys), at % data.nKeys];
    const [x, y] = [key * side, query * side];
    if (isMaskedAt(scene, query, key) && show !== "scores")
      return element("path", {
        d: `M${x + inset} ${y + side - 1 - inset}L${x + side - 1 - inset} ${y + inset}`,
        stroke: inks["ink-3"],
      });
    const number = cellText(scene, query, key);
    if (!number) return "";
    const place = { x: x + (side - 1) / 2, y: y + side / 2, "text-anchor": "middle", dy: "0.35em" };
    const weight = number.bold ? 600 : 400;
    return text(number.text, { ...place, "font-size": number.size, "font-weight": weight, fill: number.fill });
  });
}

function rings({ pair, frame, direction, inks }: MatrixScene): string {
  if (!pair) return "";
  const { cell, width, height } = frame;
  const [x, y] = [pair.key * cell, pair.query * cell];
  const outline = (box: { x: number; y: number; width: number; height: number }, stroke: string, thick: number) =>
    element("rect", { ...box, fill: "none", stroke, "stroke-width": thick });
  const row = outline({ x: -0.5, y: y - 0.5, width, height: cell }, direction === "to" ? inks.ink : inks["ink-3"], 1);
  const column = outline(
    { x: x - 0.5, y: -0.5, width: cell, height },
    direction === "by" ? inks.ink : inks["ink-3"],
    1,
  );
  return row + column + outline({ x: x - 0.5, y: y - 0.5, width: cell, height: cell }, inks.ink, 2);
}

/** Rules where the second of two texts begins, and its letter. */
function second({ data, frame, inks }: MatrixScene): string[] {
  const { left, top, width, height, cell } = frame;
  const rule = (x: number, y: number, wide: number, high: number) =>
    element("rect", { x, y, width: wide, height: high, fill: inks["ink-2"] });
  const [row, column] = [secondBegin(data.tokens), secondBegin(data.keyTokens)];
  const at = { x: 0, y: top + row * cell + 14, "font-weight": 600, fill: inks["ink-2"] };
  return [
    ...(row > 0 ? [rule(0, top + row * cell - 1, left + width, 1), text("B", at)] : []),
    ...(column > 0 ? [rule(left + column * cell - 1, top - 14, 1, height + 14)] : []),
  ];
}

const labelWeight = (isChosen: boolean) => (isChosen ? 600 : 400);

function rowLabels({ frame, rowLabels: labels, pair, inks }: MatrixScene): string[] {
  const step = labelStep(frame.cell, 15);
  return labels.map((label, query) => {
    if (query % step !== 0) return "";
    const isChosen = query === pair?.query;
    const y = frame.top + query * frame.cell + frame.cell / 2;
    const place = { x: frame.left - 12, y, dy: "0.35em", "text-anchor": "end" };
    return text(label, { ...place, fill: isChosen ? inks.ink : inks["ink-2"], "font-weight": labelWeight(isChosen) });
  });
}

function columnLabels({ frame, columnLabels: labels, pair, inks }: MatrixScene): string[] {
  const step = labelStep(frame.cell, 15);
  return labels.map((label, key) => {
    if (key % step !== 0) return "";
    const isChosen = key === pair?.key;
    const transform = `translate(${centre(frame, key)} ${frame.top - (frame.flat ? 13 : 8)})${frame.flat ? "" : " rotate(-45)"}`;
    const anchor = frame.flat ? "middle" : "start";
    const look = { fill: isChosen ? inks.ink : inks["ink-2"], "font-weight": labelWeight(isChosen) };
    return text(label, { transform, dy: "0.35em", "text-anchor": anchor, ...look });
  });
}

const centre = (frame: MatrixFrame, key: number) => frame.left + key * frame.cell + frame.cell / 2;

function legend({ frame, theme, show, max, inks }: MatrixScene, axes: string, goesBeyond: boolean): string {
  const signed = scaleOf(show) === "signed";
  const stops = Array.from({ length: 9 }, (_, i) =>
    element("stop", {
      offset: i / 8,
      "stop-color": css(signed ? signedColour(theme, i / 4 - 1) : weightColour(theme, i / 8)),
    }),
  );
  const most = formatLimit(max);
  const small = { y: 9, "font-size": 12, fill: inks["ink-3"] };
  return element(
    "g",
    { transform: `translate(${frame.left} ${frame.outerHeight + 16})` },
    element("linearGradient", { id: "ramp" }, ...stops),
    text(signed ? `−${most}` : "0", { ...small, x: 32, "text-anchor": "end" }),
    element("rect", { x: 40, width: 96, height: 10, rx: 1, fill: "url(#ramp)" }),
    text(goesBeyond ? `≥ ${most}` : most, { ...small, x: 144 }),
    text(axes, { ...small, y: 26, "font-size": 11 }),
  );
}

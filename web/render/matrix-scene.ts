/** Everything a drawing of the matrix depends on, whether it goes to a canvas or into an SVG. */
import {
  colourTable,
  css,
  hexRgb,
  signedColour,
  textOn,
  weightColour,
  type inks,
  type Rgb,
  type Theme,
} from "./colours.ts";
import type { MatrixFrame, MatrixWindow } from "./matrix-frame.ts";
import { visibleRange } from "./matrix-frame.ts";
import type { PixelOptions } from "./matrix-pixels.ts";
import { scaleOf, shownValues } from "./matrix-values.ts";
import { formatCell, formatNumber } from "./numbers.ts";
import type { Direction, Mark, Pair, Shown, ViewData } from "./view-data.ts";

export type Inks = Record<keyof (typeof inks)["light"], string>;

export interface MatrixScene {
  data: ViewData;
  show: Shown;
  direction: Direction;
  pair: Pair | null;
  /** What of the pair stands out for a moment. */
  mark: Mark | null;
  theme: Theme;
  inks: Inks;
  fontFamily: string;
  /** The size that gets the strongest shade. */
  max: number;
  frame: MatrixFrame;
  window: MatrixWindow;
  /** As written: shortened where they are long. */
  rowLabels: readonly string[];
  columnLabels: readonly string[];
}

export const sideOf = ({ frame, window }: MatrixScene): number => frame.cell * window.zoom;

export const visibleRows = (scene: MatrixScene) =>
  visibleRange(scene.window.row, scene.frame.height, sideOf(scene), scene.data.nQueries);
export const visibleColumns = (scene: MatrixScene) =>
  visibleRange(scene.window.column, scene.frame.width, sideOf(scene), scene.data.nKeys);

export const valueAt = ({ data, show }: MatrixScene, query: number, key: number): number =>
  shownValues(data, show)[query * data.nKeys + key] ?? 0;

export const isMaskedAt = ({ data }: MatrixScene, query: number, key: number): boolean =>
  data.maskedScores[query * data.nKeys + key] === -Infinity;

export function shadeOf({ theme, show, max }: MatrixScene, value: number): Rgb {
  const share = max > 0 && Number.isFinite(value) ? value / max : 0;
  return scaleOf(show) === "weight" ? weightColour(theme, share) : signedColour(theme, share);
}

/** Whether a cell lies in the row (or, read the other way, the column) of the chosen token. */
export const isInLine = ({ pair, direction }: MatrixScene, query: number, key: number): boolean =>
  pair !== null && (direction === "to" ? query === pair.query : key === pair.key);

export interface CellText {
  text: string;
  size: number;
  bold: boolean;
  fill: string;
}

/** The number in a cell, or null where it has no room. */
export function cellText(scene: MatrixScene, query: number, key: number): CellText | null {
  const side = sideOf(scene);
  const value = valueAt(scene, query, key);
  const inLine = isInLine(scene, query, key);
  if (isMaskedAt(scene, query, key) && scene.show !== "scores") return null;
  const text = scene.show === "weights" ? formatCell(value, side, inLine) : scoreText(value, side, inLine);
  if (text === null) return null;
  const size = side >= 60 ? 16 : side >= 28 ? 12 : 11;
  return { text, size, bold: inLine && side >= 24, fill: textOn(shadeOf(scene, value)) };
}

/** Scores are wider than weights. */
function scoreText(value: number, side: number, inLine: boolean): string | null {
  if (side < 28 || (side < 44 && !inLine)) return null;
  return formatNumber(value, side < 44 || Math.abs(value) >= 100 ? (Math.abs(value) >= 100 ? 0 : 1) : 2);
}

export const fillOf = (scene: MatrixScene, query: number, key: number): string =>
  css(shadeOf(scene, valueAt(scene, query, key)));

/** How the scene's cells become bytes. Small masked cells have no room for a stroke and take the rules' grey. */
export function pixelOptions(scene: MatrixScene): PixelOptions {
  const { theme, show, data, max, inks } = scene;
  const scale = scaleOf(show);
  return {
    values: shownValues(data, show),
    masks: show === "scores" ? null : data.maskedScores,
    nColumns: data.nKeys,
    table: colourTable(theme, scale),
    signed: scale === "signed",
    max,
    masked: hexRgb(inks.rule),
  };
}

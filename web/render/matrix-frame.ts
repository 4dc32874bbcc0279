/** Where the parts of the matrix stand: labels on two sides, square cells, and the window that zoom and pan move. */
export interface FrameInput {
  nQueries: number;
  nKeys: number;
  /** Widths of the labels in pixels, column labels in their bold form. */
  rowLabels: readonly number[];
  columnLabels: readonly number[];
  available: number;
  /** The tallest the cells together may be. */
  tallest: number;
}

export interface MatrixFrame {
  /** The cells' area. */
  left: number;
  top: number;
  width: number;
  height: number;
  /** Side of a cell when the whole matrix shows. */
  cell: number;
  /** Column labels stand horizontally; else they lean 45° to the right. */
  flat: boolean;
  /** Width of the whole picture and its height without a footer. */
  outerWidth: number;
  outerHeight: number;
}

export const labelFont = 13;
const largestCell = 76;
/** Below this not every label is written anyway, and those that would reach over the edge are left out. */
const denseCell = 12;
const tilt = Math.SQRT1_2;

/** Labels longer than this lose their middle. */
export const longestLabel = (available: number, count: number): number =>
  Math.min(count > 40 ? 84 : 140, Math.max(56, available * 0.28));

export function matrixFrame(input: FrameInput): MatrixFrame {
  const { nQueries, nKeys, available, tallest } = input;
  const left = Math.ceil(Math.max(0, ...input.rowLabels)) + 20;
  const longest = Math.max(0, ...input.columnLabels);
  const fits = (overhang: number) =>
    Math.min((available - left - 6 - overhang) / nKeys, tallest / nQueries, largestCell);
  let cell = whole(fits(0));
  const flat = longest + 8 <= cell;
  const isDense = cell < denseCell;
  if (!flat && !isDense) cell = whole(fits(overhangAt(cell, input)));
  const [width, height] = [cell * nKeys, cell * nQueries];
  const top = flat ? 24 : Math.ceil(longest * tilt) + 20;
  const outerWidth = Math.min(available, left + width + (flat || isDense ? 6 : overhangAt(cell, input)));
  return { left, top, width, height, cell, flat, outerWidth, outerHeight: top + height };
}

/** Crisp cells while they are large enough to be seen one by one. */
const whole = (cell: number) => Math.max(0.05, cell >= 4 ? Math.floor(cell) : cell);

/** How far the leaning labels reach over the right edge. */
const overhangAt = (cell: number, { columnLabels, nKeys }: FrameInput) =>
  Math.max(6, ...columnLabels.map((width, j) => width * tilt + 14 - (nKeys - j - 0.5) * cell));

/** The part of the matrix that is seen: zoom ≥ 1, and the row and column at its top left corner. */
export interface MatrixWindow {
  zoom: number;
  row: number;
  column: number;
}

export const wholeWindow: MatrixWindow = { zoom: 1, row: 0, column: 0 };

/** Far enough that single cells carry numbers. */
export const largestZoom = (frame: MatrixFrame): number => Math.max(1, 48 / frame.cell);

export function clampWindow(window: MatrixWindow, frame: MatrixFrame): MatrixWindow {
  const zoom = Math.max(1, Math.min(largestZoom(frame), window.zoom));
  const limit = (value: number, length: number) => Math.max(0, Math.min((length / frame.cell) * (1 - 1 / zoom), value));
  return { zoom, row: limit(window.row, frame.height), column: limit(window.column, frame.width) };
}

/** Zooms so that the cell under the point (in pixels from the cells' corner) stays there. */
export function zoomAt(window: MatrixWindow, frame: MatrixFrame, factor: number, x: number, y: number): MatrixWindow {
  const zoom = Math.max(1, Math.min(largestZoom(frame), window.zoom * factor));
  const hold = (start: number, at: number) => start + at / (frame.cell * window.zoom) - at / (frame.cell * zoom);
  return clampWindow({ zoom, row: hold(window.row, y), column: hold(window.column, x) }, frame);
}

export function panBy(window: MatrixWindow, frame: MatrixFrame, dx: number, dy: number): MatrixWindow {
  const cell = frame.cell * window.zoom;
  return clampWindow({ ...window, row: window.row - dy / cell, column: window.column - dx / cell }, frame);
}

/** The least move that brings a cell wholly into sight. */
export function reveal(window: MatrixWindow, frame: MatrixFrame, row: number, column: number): MatrixWindow {
  const bring = (start: number, length: number, index: number) => {
    const seen = length / (frame.cell * window.zoom);
    return Math.max(Math.min(start, index), index + 1 - seen);
  };
  const moved = { row: bring(window.row, frame.height, row), column: bring(window.column, frame.width, column) };
  return clampWindow({ zoom: window.zoom, ...moved }, frame);
}

/** The cell at a point in pixels from the cells' corner; null outside. */
export function cellAt(
  window: MatrixWindow,
  frame: MatrixFrame,
  x: number,
  y: number,
): { row: number; column: number } | null {
  if (x < 0 || y < 0 || x >= frame.width || y >= frame.height) return null;
  const cell = frame.cell * window.zoom;
  return { row: Math.floor(window.row + y / cell), column: Math.floor(window.column + x / cell) };
}

/** Left and top of a cell in pixels from the cells' corner, and its side. */
export function cellBox(window: MatrixWindow, frame: MatrixFrame, row: number, column: number) {
  const side = frame.cell * window.zoom;
  return { x: (column - window.column) * side, y: (row - window.row) * side, side };
}

/** First and one past the last index that shows. */
export function visibleRange(start: number, length: number, side: number, count: number): [from: number, to: number] {
  return [Math.max(0, Math.floor(start)), Math.min(count, Math.ceil(start + length / side - 1e-9))];
}

/** Every how many labels can be written without touching. */
export const labelStep = (side: number, room: number): number => Math.max(1, Math.ceil(room / side));

/** Leaves out the middle of a text that is wider than `room`. */
export function shorten(text: string, room: number, measure: (text: string) => number): string {
  if (measure(text) <= room) return text;
  const letters = [...text];
  const keeping = (keep: number) => {
    const head = Math.ceil(keep / 2);
    return `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (keep - head)).join("")}`;
  };
  let [fits, tooMany] = [1, letters.length];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (measure(keeping(middle)) <= room) fits = middle;
    else tooMany = middle;
  }
  return keeping(fits);
}

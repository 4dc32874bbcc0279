/** The matrix on a canvas, in two layers: the cells, and what follows the pointer (labels, rings, the chosen row's numbers). */
import { colourTable, type Rgb } from "./colours.ts";
import { cellBox, labelFont, labelStep } from "./matrix-frame.ts";
import { regionPixels, regionSize, type Region } from "./matrix-pixels.ts";
import * as Scene from "./matrix-scene.ts";
import type { MatrixScene } from "./matrix-scene.ts";
import { scaleOf, shownValues } from "./matrix-values.ts";

type Pen = CanvasRenderingContext2D;
const gridFrom = 8;
const hatchFrom = 6;

/** Draws the cells; the pen's origin is the cells' corner. `scratch` is a canvas of one pixel per cell. */
export function drawCells(pen: Pen, scene: MatrixScene, scratch: HTMLCanvasElement, pixelRatio: number): void {
  const { frame, window } = scene;
  const side = Scene.sideOf(scene);
  const region: Region = {
    rows: Scene.visibleRows(scene),
    columns: Scene.visibleColumns(scene),
    block: Math.max(1, Math.floor(1 / (side * pixelRatio))),
  };
  const size = regionSize(region);
  pen.clearRect(0, 0, frame.width, frame.height);
  if (size.width <= 0 || size.height <= 0) return;
  [scratch.width, scratch.height] = [size.width, size.height];
  const image = new ImageData(regionPixels(region, pixelOptions(scene)), size.width, size.height);
  scratch.getContext("2d")?.putImageData(image, 0, 0);
  const { x, y } = cellBox(window, frame, region.rows[0], region.columns[0]);
  const span = side * region.block;
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, frame.width, frame.height);
  pen.clip();
  pen.imageSmoothingEnabled = span * pixelRatio < 1;
  pen.drawImage(scratch, x, y, size.width * span, size.height * span);
  drawMasked(pen, scene, region);
  drawGrid(pen, scene, region);
  drawNumbers(pen, scene, region);
  pen.restore();
}

function pixelOptions(scene: MatrixScene) {
  const { theme, show, data, max, inks } = scene;
  const scale = scaleOf(show);
  return {
    values: shownValues(data, show),
    nColumns: data.nKeys,
    table: colourTable(theme, scale),
    signed: scale === "signed",
    max,
    masked: hexRgb(inks.wash),
  };
}

function hexRgb(colour: string): Rgb {
  const value = /^#[0-9a-f]{6}$/i.test(colour) ? parseInt(colour.slice(1), 16) : 0x808080;
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** A masked cell is paper with a stroke through it, never just a pale shade. */
function drawMasked(pen: Pen, scene: MatrixScene, { rows, columns }: Region): void {
  const side = Scene.sideOf(scene);
  if (side < hatchFrom || scene.show === "scores") return;
  const inset = Math.min(4, side / 4);
  pen.beginPath();
  for (let query = rows[0]; query < rows[1]; query++)
    for (let key = columns[0]; key < columns[1]; key++) {
      if (!Scene.isMaskedAt(scene, query, key)) continue;
      const { x, y } = cellBox(scene.window, scene.frame, query, key);
      pen.fillStyle = scene.inks.wash;
      pen.fillRect(x, y, side, side);
      pen.moveTo(x + inset, y + side - 1 - inset);
      pen.lineTo(x + side - 1 - inset, y + inset);
    }
  pen.strokeStyle = scene.inks["ink-3"];
  pen.lineWidth = 1;
  pen.stroke();
}

function drawGrid(pen: Pen, scene: MatrixScene, { rows, columns }: Region): void {
  const side = Scene.sideOf(scene);
  if (side < gridFrom) return;
  const { width, height } = scene.frame;
  pen.fillStyle = scene.inks.paper;
  for (let query = rows[0]; query < rows[1]; query++)
    pen.fillRect(0, cellBox(scene.window, scene.frame, query + 1, 0).y - 1, width, 1);
  for (let key = columns[0]; key < columns[1]; key++)
    pen.fillRect(cellBox(scene.window, scene.frame, 0, key + 1).x - 1, 0, 1, height);
}

function drawNumbers(pen: Pen, scene: MatrixScene, { rows, columns }: Region): void {
  if (Scene.sideOf(scene) < 40) return;
  const calm = { ...scene, pair: null };
  for (let query = rows[0]; query < rows[1]; query++)
    for (let key = columns[0]; key < columns[1]; key++) drawNumber(pen, calm, query, key);
}

function drawNumber(pen: Pen, scene: MatrixScene, query: number, key: number): void {
  const text = Scene.cellText(scene, query, key);
  if (!text) return;
  const { x, y, side } = cellBox(scene.window, scene.frame, query, key);
  pen.fillStyle = text.fill;
  pen.font = `${text.bold ? 600 : 400} ${text.size}px ${scene.fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text.text, x + (side - 1) / 2, y + side / 2);
}

/** Draws what follows the pointer; the pen's origin is the picture's corner. */
export function drawOverlay(pen: Pen, scene: MatrixScene): void {
  const { frame } = scene;
  pen.clearRect(0, 0, frame.outerWidth, frame.outerHeight);
  drawRowLabels(pen, scene);
  drawColumnLabels(pen, scene);
  if (!scene.pair) return;
  pen.save();
  pen.translate(frame.left, frame.top);
  pen.beginPath();
  pen.rect(-3, -3, frame.width + 6, frame.height + 6);
  pen.clip();
  drawLineNumbers(pen, scene, scene.pair);
  drawRings(pen, scene, scene.pair);
  pen.restore();
}

function drawLineNumbers(pen: Pen, scene: MatrixScene, pair: { query: number; key: number }): void {
  const side = Scene.sideOf(scene);
  if (side < 20) return;
  const isRow = scene.direction === "to";
  const [from, to] = isRow ? Scene.visibleColumns(scene) : Scene.visibleRows(scene);
  for (let at = from; at < to; at++) {
    const [query, key] = isRow ? [pair.query, at] : [at, pair.key];
    if (!Scene.cellText(scene, query, key)) continue;
    const { x, y } = cellBox(scene.window, scene.frame, query, key);
    pen.fillStyle = Scene.fillOf(scene, query, key);
    pen.fillRect(x, y, side - 1, side - 1);
    drawNumber(pen, scene, query, key);
  }
}

/** The source's line in full ink, the other's as two rules, their cell in a double ring that reads on any shade. */
function drawRings(pen: Pen, scene: MatrixScene, pair: { query: number; key: number }): void {
  const { inks, frame, direction } = scene;
  const { x, y, side } = cellBox(scene.window, frame, pair.query, pair.key);
  const inner = Math.max(1, side - 1);
  const strong = side >= 6 ? 1.5 : 0.75;
  const ring = (grow: number, width: number, colour: string) => {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.strokeRect(x - grow, y - grow, inner + 2 * grow, inner + 2 * grow);
  };
  pen.fillStyle = direction === "to" ? inks["ink-3"] : inks.ink;
  for (const at of [x - 1, x + inner]) pen.fillRect(at, 0, direction === "to" ? 1 : strong, frame.height);
  pen.fillStyle = direction === "to" ? inks.ink : inks["ink-3"];
  for (const at of [y - 1, y + inner]) pen.fillRect(0, at, frame.width, direction === "to" ? strong : 1);
  if (side < 5) return ring(2, 1.5, inks.ink);
  ring(-1.5, 1.5, inks.paper);
  ring(0, 2, inks.ink);
  ring(1.75, 1.5, inks.paper);
}

/** Which labels are written: every so many as have room, and always the pair's. */
function* labelled(from: number, to: number, step: number, chosen: number): Generator<number> {
  for (let at = from; at < to; at++) {
    const nearChosen = at !== chosen && Math.abs(at - chosen) < step && chosen >= from && chosen < to;
    if (at === chosen || (at % step === 0 && !(step > 1 && nearChosen))) yield at;
  }
}

function drawRowLabels(pen: Pen, scene: MatrixScene): void {
  const { frame, inks, direction, pair } = scene;
  const side = Scene.sideOf(scene);
  const [from, to] = Scene.visibleRows(scene);
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const query of labelled(from, to, labelStep(side, 15), pair?.query ?? -1)) {
    const y = frame.top + cellBox(scene.window, frame, query, 0).y + (side - 1) / 2;
    if (y < frame.top || y > frame.top + frame.height) continue;
    const chosen = query === pair?.query;
    drawLabel(
      pen,
      scene,
      scene.rowLabels[query] ?? "",
      frame.left - 12,
      y,
      chosen && (direction === "to" ? "source" : "other"),
    );
  }
  pen.fillStyle = inks.ink;
}

function drawColumnLabels(pen: Pen, scene: MatrixScene): void {
  const { frame, direction, pair } = scene;
  const side = Scene.sideOf(scene);
  const [from, to] = Scene.visibleColumns(scene);
  pen.textBaseline = "middle";
  for (const key of labelled(from, to, labelStep(side, 15), pair?.key ?? -1)) {
    const x = frame.left + cellBox(scene.window, frame, 0, key).x + (side - 1) / 2;
    if (x < frame.left || x > frame.left + frame.width) continue;
    const mark = key === pair?.key && (direction === "by" ? "source" : "other");
    pen.save();
    pen.translate(x, frame.top - (frame.flat ? 13 : 8));
    pen.textAlign = frame.flat ? "center" : "left";
    if (!frame.flat) pen.rotate(-Math.PI / 4);
    drawLabel(pen, scene, scene.columnLabels[key] ?? "", 0, 0, mark);
    pen.restore();
  }
}

/** The source's label is inverted, the other's bold. */
function drawLabel(
  pen: Pen,
  scene: MatrixScene,
  text: string,
  x: number,
  y: number,
  mark: "source" | "other" | false,
): void {
  const size = Math.min(labelFont, Math.max(11, Scene.sideOf(scene)));
  pen.font = `${mark ? 600 : 400} ${size}px ${scene.fontFamily}`;
  pen.fillStyle = mark ? scene.inks.ink : scene.inks["ink-2"];
  if (mark === "source") {
    const width = pen.measureText(text).width + 12;
    const left = { right: x - width + 6, center: x - width / 2, left: x - 6, start: x, end: x }[pen.textAlign];
    pen.beginPath();
    pen.roundRect(left, y - 9.5, width, 18, 3);
    pen.fill();
    pen.fillStyle = scene.inks.paper;
  }
  pen.fillText(text, x, y);
}

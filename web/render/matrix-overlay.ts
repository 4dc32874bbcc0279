/** What follows the pointer over the matrix, on a canvas of its own: labels, rings and the chosen row's numbers. */
import { cellBox, labelFont } from "./matrix-frame.ts";
import { drawColumnLabels, drawRowLabels } from "./matrix-labels.ts";
import { drawNumber } from "./matrix-number.ts";
import * as Scene from "./matrix-scene.ts";
import type { MatrixScene } from "./matrix-scene.ts";
import { secondBegin, type Pair } from "./view-data.ts";

/** How far the rule between two texts reaches up among the columns' labels, which lean over it. */
const ruleAbove = 14;
type Pen = CanvasRenderingContext2D;

/** Draws what follows the pointer; the pen's origin is the picture's corner. */
export function drawOverlay(pen: Pen, scene: MatrixScene): void {
  const { frame } = scene;
  pen.clearRect(0, 0, frame.outerWidth, frame.outerHeight);
  drawRowLabels(pen, scene);
  drawColumnLabels(pen, scene);
  drawSecond(pen, scene);
  if (!scene.pair) return;
  pen.save();
  pen.translate(frame.left, frame.top);
  pen.beginPath();
  pen.rect(-3, -3, frame.width + 6, frame.height + 6);
  pen.clip();
  drawLineNumbers(pen, scene, scene.pair);
  drawRings(pen, scene, scene.pair);
  drawMark(pen, scene, scene.pair);
  pen.restore();
}

/** Rules where the second of two texts begins, through labels and cells, and its letter. */
function drawSecond(pen: Pen, { data, frame, window, inks }: MatrixScene): void {
  const [row, column] = [secondBegin(data.tokens), secondBegin(data.keyTokens)];
  const { x, y } = cellBox(window, frame, row, column);
  pen.fillStyle = inks["ink-2"];
  pen.textAlign = "left";
  pen.textBaseline = "top";
  pen.font = `600 ${labelFont}px sans-serif`;
  if (row > 0 && y >= 0 && y < frame.height) {
    pen.fillRect(0, frame.top + y - 1, frame.left + frame.width, 1);
    pen.fillText("B", 0, frame.top + y + 3);
  }
  if (column > 0 && x >= 0 && x < frame.width) {
    pen.fillRect(
      frame.left + x - 1,
      Math.max(0, frame.top - ruleAbove),
      1,
      frame.height + Math.min(frame.top, ruleAbove),
    );
  }
}

function drawLineNumbers(pen: Pen, scene: MatrixScene, pair: Pair): void {
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

/** The row, the column or the cell that a step stands for, in the colour of the focus. */
function drawMark(pen: Pen, { mark, frame, window, inks }: MatrixScene, pair: Pair): void {
  if (!mark) return;
  const { x, y, side } = cellBox(window, frame, pair.query, pair.key);
  const [left, wide] = mark === "query" ? [0, frame.width] : [x, side];
  const [top, high] = mark === "key" ? [0, frame.height] : [y, side];
  pen.strokeStyle = inks.focus;
  pen.lineWidth = 2;
  pen.strokeRect(left - 1, top - 1, wide + 1, high + 1);
}

/** The source's line in full ink, the other's as two rules, their cell in a double ring that reads on any shade. */
function drawRings(pen: Pen, scene: MatrixScene, pair: Pair): void {
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

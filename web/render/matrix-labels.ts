/** The matrix's labels on a canvas; the pen's origin is the picture's corner. */
import { cellBox, labelFont, labelStep } from "./matrix-frame.ts";
import { sideOf, visibleColumns, visibleRows, type MatrixScene } from "./matrix-scene.ts";

type Pen = CanvasRenderingContext2D;
/** The source's label is inverted, the other's bold. */
type Mark = "source" | "other" | "none";

/** Room that one label needs along its side, in pixels. */
const spacing = 15;
const edge = 5;

/** Which labels are written: every so many as have room, and always the pair's. */
function* labelled([from, to]: readonly [number, number], step: number, chosen: number): Generator<number> {
  for (let at = from; at < to; at++) {
    const isCrowded = step > 1 && at !== chosen && Math.abs(at - chosen) < step;
    if (at === chosen || (at % step === 0 && !isCrowded)) yield at;
  }
}

function styleLabel(pen: Pen, scene: MatrixScene, mark: Mark): void {
  const size = Math.min(labelFont, Math.max(11, sideOf(scene)));
  pen.font = `${mark === "none" ? 400 : 600} ${size}px ${scene.fontFamily}`;
  pen.textBaseline = "middle";
}

export function drawRowLabels(pen: Pen, scene: MatrixScene): void {
  const { frame, direction, pair, window } = scene;
  const side = sideOf(scene);
  pen.textAlign = "right";
  styleLabel(pen, scene, "none"); // to set a font takes longer than to write a label
  for (const query of labelled(visibleRows(scene), labelStep(side, spacing), pair?.query ?? -1)) {
    const y = cellBox(window, frame, query, 0).y + (side - 1) / 2;
    const mark = query !== pair?.query ? "none" : direction === "to" ? "source" : "other";
    if (y < 0 || y > frame.height || (mark === "none" && frame.height - y < edge)) continue;
    if (mark !== "none") styleLabel(pen, scene, mark);
    drawLabel(pen, scene, scene.rowLabels[query] ?? "", frame.left - 12, frame.top + y, mark);
    if (mark !== "none") styleLabel(pen, scene, "none");
  }
}

export function drawColumnLabels(pen: Pen, scene: MatrixScene): void {
  const { frame, direction, pair, window } = scene;
  const side = sideOf(scene);
  styleLabel(pen, scene, "none");
  for (const key of labelled(visibleColumns(scene), labelStep(side, spacing), pair?.key ?? -1)) {
    const x = cellBox(window, frame, 0, key).x + (side - 1) / 2;
    if (x < 0 || x > frame.width) continue;
    const mark = key !== pair?.key ? "none" : direction === "by" ? "source" : "other";
    drawColumnLabel(pen, scene, scene.columnLabels[key] ?? "", frame.left + x, mark);
  }
}

/** A leaning label that would reach over the edge is left out; the pair's is moved in. */
function drawColumnLabel(pen: Pen, scene: MatrixScene, text: string, x: number, mark: Mark): void {
  const { frame } = scene;
  pen.save();
  if (mark !== "none") styleLabel(pen, scene, mark);
  const reach = frame.flat ? 0 : pen.measureText(text).width * Math.SQRT1_2 + 6;
  const over = Math.max(0, x + reach - frame.outerWidth);
  if (over > 0 && mark === "none") return pen.restore();
  pen.translate(x - over, frame.top - (frame.flat ? 13 : 8));
  pen.textAlign = frame.flat ? "center" : "left";
  if (!frame.flat) pen.rotate(-Math.PI / 4);
  drawLabel(pen, scene, text, 0, 0, mark);
  pen.restore();
}

function drawLabel(pen: Pen, { inks }: MatrixScene, text: string, x: number, y: number, mark: Mark): void {
  pen.fillStyle = mark === "none" ? inks["ink-2"] : inks.ink;
  if (mark === "source") {
    const width = pen.measureText(text).width + 12;
    const before = { right: width - 6, center: width / 2, left: 6, start: 6, end: width - 6 }[pen.textAlign];
    pen.beginPath();
    pen.roundRect(x - before, y - 9.5, width, 18, 3);
    pen.fill();
    pen.fillStyle = inks.paper;
  }
  pen.fillText(text, x, y);
}

/** The cells of the matrix on a canvas: shades, strokes through what is masked, numbers where they have room. */
import { cellBox } from "./matrix-frame.ts";
import { drawNumber } from "./matrix-number.ts";
import { regionPixels, regionSize, type Region } from "./matrix-pixels.ts";
import * as Scene from "./matrix-scene.ts";
import type { MatrixScene } from "./matrix-scene.ts";

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
    block: blockOf(side * pixelRatio),
  };
  const size = regionSize(region);
  pen.clearRect(0, 0, frame.width, frame.height);
  if (size.width <= 0 || size.height <= 0) return;
  [scratch.width, scratch.height] = [size.width, size.height];
  const image = new ImageData(regionPixels(region, Scene.pixelOptions(scene)), size.width, size.height);
  scratch.getContext("2d")?.putImageData(image, 0, 0);
  const { x, y } = cellBox(window, frame, region.rows[0], region.columns[0]);
  const span = side * region.block;
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, frame.width, frame.height);
  pen.clip();
  pen.imageSmoothingEnabled = false;
  pen.drawImage(scratch, x, y, size.width * span, size.height * span);
  drawMasked(pen, scene, region);
  drawGrid(pen, scene, region);
  drawNumbers(pen, scene, region);
  pen.restore();
}

/** Cells that are smaller than a pixel come in blocks that are not: else a bright one would be lost among pale ones. */
const blockOf = (pixels: number): number => Math.max(1, Math.ceil(1 / pixels - 1e-6));

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

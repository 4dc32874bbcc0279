import { cellBox } from "./matrix-frame.ts";
import { cellText, type MatrixScene } from "./matrix-scene.ts";

/** Writes a cell's number, if it has room for one; the pen's origin is the cells' corner. */
export function drawNumber(pen: CanvasRenderingContext2D, scene: MatrixScene, query: number, key: number): void {
  const text = cellText(scene, query, key);
  if (!text) return;
  const { x, y, side } = cellBox(scene.window, scene.frame, query, key);
  pen.fillStyle = text.fill;
  pen.font = `${text.bold ? 600 : 400} ${text.size}px ${scene.fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text.text, x + (side - 1) / 2, y + side / 2);
}

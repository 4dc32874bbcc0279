import { css, signedColour, weightColour, type Theme } from "../../render/colours.ts";
import { drawCells } from "../../render/matrix-canvas.ts";
import { drawOverlay } from "../../render/matrix-overlay.ts";
import type { MatrixScene } from "../../render/matrix-scene.ts";
import { scaleOf } from "../../render/matrix-values.ts";
import type { Shown } from "../../render/view-data.ts";
import { sizedPen } from "./inks.ts";

/** What the cells depend on; the pair is not among it, so that pointing redraws the overlay alone. */
const cellInputs = ["data", "show", "theme", "max", "frame", "window", "fontFamily"] as const;

/** Keeps the two canvases of a matrix up to date with as little drawing as possible. */
export class MatrixPainter {
  #last: MatrixScene | null = null;
  #ratio = 0;
  #scratch: HTMLCanvasElement | null = null;

  paint(root: ParentNode, scene: MatrixScene): void {
    const cells = root.querySelector<HTMLCanvasElement>(".cells");
    const overlay = root.querySelector<HTMLCanvasElement>(".overlay");
    if (!cells || !overlay) return;
    const { frame } = scene;
    if (this.#isStale(scene)) {
      cells.style.left = `${frame.left}px`;
      cells.style.top = `${frame.top}px`;
      const pen = sizedPen(cells, frame.width, frame.height);
      this.#scratch ??= document.createElement("canvas");
      if (pen) drawCells(pen, scene, this.#scratch, devicePixelRatio || 1);
      this.#last = scene;
      this.#ratio = devicePixelRatio;
    }
    const pen = sizedPen(overlay, frame.outerWidth, frame.outerHeight + 4);
    if (pen) drawOverlay(pen, scene);
  }

  #isStale(scene: MatrixScene): boolean {
    const last = this.#last;
    return last === null || this.#ratio !== devicePixelRatio || cellInputs.some((name) => last[name] !== scene[name]);
  }
}

const rampWidth = 72;

/** The legend's colour ramp. */
export function paintRamp(canvas: HTMLCanvasElement, theme: Theme, show: Shown): void {
  const pen = sizedPen(canvas, rampWidth, 10);
  if (!pen) return;
  for (let x = 0; x < rampWidth; x++) {
    const t = x / (rampWidth - 1);
    pen.fillStyle = css(scaleOf(show) === "weight" ? weightColour(theme, t) : signedColour(theme, 2 * t - 1));
    pen.fillRect(x, 0, 1.5, 10);
  }
}

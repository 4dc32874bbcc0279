import { inks, type Theme } from "../../render/colours.ts";
import type { Inks } from "../../render/matrix-scene.ts";

/** What a canvas draws with where the system sets the colours. */
const systemInks: Inks = {
  paper: "Canvas",
  raised: "Canvas",
  ink: "CanvasText",
  "ink-2": "CanvasText",
  "ink-3": "CanvasText",
  rule: "GrayText",
  "rule-2": "GrayText",
  wash: "Canvas",
  focus: "Highlight",
};

const isForced = () => matchMedia("(forced-colors: active)").matches;

/** The inks of a theme, where nothing may override them. */
export const inksOf = (theme: Theme): Inks => (isForced() ? systemInks : inks[theme]);

/** The inks in force at an element, `--attn-*` overrides included: a canvas cannot read custom properties itself. */
export function inksAt(element: Element): Inks {
  if (isForced()) return systemInks;
  const style = getComputedStyle(element);
  const names = Object.keys(inks.light) as (keyof Inks)[];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Inks;
}

/** Sets a canvas to a size in CSS pixels at the screen's resolution; the pen draws in CSS pixels. */
export function sizedPen(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio || 1;
  const [pixelsWide, pixelsHigh] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelsWide || canvas.height !== pixelsHigh) {
    canvas.width = pixelsWide;
    canvas.height = pixelsHigh;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const pen = canvas.getContext("2d");
  pen?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return pen;
}

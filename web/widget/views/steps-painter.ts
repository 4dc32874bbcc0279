import { barcode, barScale, drawnShares, shares, signedBars, type Bar, type Segment } from "../../render/barcode.ts";
import { css, shadeLevel, shadesOf, signedColour, type Theme } from "../../render/colours.ts";
import type { Inks } from "../../render/matrix-scene.ts";
import { inksAt, sizedPen } from "./inks.ts";
import type { VectorRow } from "./steps-rows.ts";

export interface Look {
  inks: Inks;
  fontFamily: string;
  /** Of every drawing, in pixels. */
  width: number;
}

/** What the drawings take from the style and the layout. */
export const lookAt = (base: HTMLElement): Look => ({
  inks: inksAt(base),
  fontFamily: getComputedStyle(base).fontFamily,
  width: base.querySelector(".bar")?.clientWidth ?? 0,
});

/** Sets the hair of a vector's picture over a dimension; null: there is none to follow. */
export function placeHair(element: HTMLElement, row: VectorRow, index: number | null): void {
  const hair = element.querySelector<HTMLElement>(".hair");
  if (!hair) return;
  if (hair.hidden !== (index === null)) hair.hidden = index === null;
  if (index !== null) hair.style.left = `${((index + 0.5) / row.values.length) * 100}%`;
}

const heights = { barcode: 18, bars: 48, mixture: 56 };

/** Draws a vector in its canvas, `width` pixels wide. */
export function paintVector(
  canvas: HTMLCanvasElement,
  width: number,
  vector: VectorRow,
  theme: Theme,
  inks: Inks,
): void {
  const height = heights[vector.drawing];
  const pen = sizedPen(canvas, width, height);
  if (!pen) return;
  pen.clearRect(0, 0, width, height);
  if (vector.drawing === "barcode") {
    for (const stripe of barcode(vector.values, vector.max, width)) {
      pen.fillStyle = css(signedColour(theme, stripe.t));
      pen.fillRect(stripe.x, 0, stripe.width, height);
    }
    return;
  }
  const { part = new Float32Array() } = vector;
  const scale = barScale(height, vector.values, part);
  const bars = signedBars(vector.values, scale, width);
  if (vector.drawing === "bars") paintBars(pen, bars, (bar) => css(signedColour(theme, bar.t)));
  else {
    paintBars(pen, bars, () => inks["rule-2"]);
    paintBars(pen, signedBars(part, scale, width), (bar) => css(signedColour(theme, Math.sign(bar.t) * 0.85)));
  }
  pen.fillStyle = inks["rule-2"];
  pen.fillRect(0, Math.round(scale.zero), width, 1);
}

function paintBars(pen: CanvasRenderingContext2D, bars: readonly Bar[], fill: (bar: Bar) => string): void {
  for (const bar of bars) {
    pen.fillStyle = fill(bar);
    pen.fillRect(bar.x, bar.y, bar.width, bar.height);
  }
}

export interface ShareInput {
  weights: Float32Array;
  labelOf: (index: number) => string;
  chosen: number;
  max: number;
  theme: Theme;
  inks: Inks;
  fontFamily: string;
}

const shareHeight = 24;
const inset = 3;
/** No label has room in less, so that a long text's need not be measured. */
const leastLabel = 11;

/** Draws the shares of a group and returns where each lies. */
export function paintShares(canvas: HTMLCanvasElement, width: number, input: ShareInput): Segment[] {
  const pen = sizedPen(canvas, width, shareHeight);
  const segments = shares(input.weights, width);
  if (!pen) return segments;
  const { inks, theme, max, fontFamily } = input;
  const shades = shadesOf(theme);
  pen.clearRect(0, 0, width, shareHeight);
  pen.fillStyle = inks.wash;
  pen.fillRect(0, inset, width, shareHeight - 2 * inset);
  pen.font = `11px ${fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const { index, x, width: wide } of drawnShares(segments)) {
    const { fill, ink } = shades[max > 0 ? shadeLevel((input.weights[index] ?? 0) / max) : 0]!;
    pen.fillStyle = fill;
    const [left, across] = wide < 1 ? [Math.floor(x), 1] : [x, wide > 3 ? wide - 1 : wide];
    pen.fillRect(left, inset, across, shareHeight - 2 * inset);
    if (wide < leastLabel) continue;
    const label = input.labelOf(index);
    if (pen.measureText(label).width + 8 > wide) continue;
    pen.fillStyle = ink;
    pen.fillText(label, x + (wide - 1) / 2, shareHeight / 2 + 0.5);
  }
  const own = segments.find(({ index }) => index === input.chosen);
  if (own) ringShare(pen, own, width, inks);
  return segments;
}

function ringShare(pen: CanvasRenderingContext2D, { x, width: wide }: Segment, width: number, inks: Inks): void {
  const ring = (grow: number, lineWidth: number, colour: string) => {
    pen.strokeStyle = colour;
    pen.lineWidth = lineWidth;
    const left = Math.max(lineWidth / 2, x - 0.5 - grow);
    const right = Math.min(width - lineWidth / 2, x + wide - 0.5 + grow);
    pen.strokeRect(left, inset - grow, right - left, shareHeight - 2 * inset + 2 * grow);
  };
  ring(0.25, 1.5, inks.paper);
  ring(1.75, 1.5, inks.ink);
}

/** A row of weights as a small bar chart, for previews. Pure: numbers to an SVG fragment. */
import { svg, type TemplateResult } from "lit";
import { css, weightColour, type Theme } from "../../render/colours.ts";
import { maxOf } from "../../render/view-data.ts";

export const barsWidth = 104;
export const barsHeight = 32;

/** Long rows are shown by the largest weight of each run of neighbours. */
export function binned(row: Float32Array, bins: number): number[] {
  if (row.length <= bins) return Array.from(row);
  const out = Array<number>(bins).fill(0);
  row.forEach((weight, index) => {
    const bin = Math.floor((index * bins) / row.length);
    out[bin] = Math.max(out[bin] ?? 0, weight);
  });
  return out;
}

/** Below this a chart's own scale does not shrink: a flat row should look flat. */
const leastScale = 0.35;

/** @param darkest the weight with the darkest shade; the same for all charts that are compared */
export function bars(row: Float32Array, darkest: number, theme: Theme): TemplateResult[] {
  const max = Math.max(leastScale, maxOf(row));
  const values = binned(row, barsWidth / 2);
  const step = Math.min(15, barsWidth / values.length);
  const left = barsWidth - values.length * step;
  return values.map((weight, index) => {
    const height = Math.max(1, (weight / max) * (barsHeight - 3));
    const shade = 0.25 + 0.75 * Math.min(1, weight / Math.max(leastScale, darkest));
    const colour = weight === 0 ? "var(--rule-2)" : css(weightColour(theme, shade));
    return svg`<rect x=${left + index * step} y=${barsHeight - 1 - height} width=${Math.max(1, step - 1)} height=${height} fill=${colour}></rect>`;
  });
}

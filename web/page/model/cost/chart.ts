import { svg, html, type TemplateResult } from "lit";
import { curveOf, type Area, type Point } from "./curve.ts";

interface Labels {
  title: string;
  unit: string;
  xUnit: string;
}

const width = 248;
const height = 150;
const area: Area = { left: 40, right: 236, top: 22, bottom: 120 };

/** A small curve with its axes. The table beside it has the numbers, so that it is a picture and no more. */
export function renderCurve(values: readonly Point[], { title, unit, xUnit }: Labels): TemplateResult {
  const { path, points, xTicks, yTicks } = curveOf(values, area);
  return html`<svg class="curve" viewBox="0 0 ${width} ${height}" role="img" aria-label=${title}>
    <text class="unit" x="0" y="10">${title}, ${unit}</text>
    ${yTicks.map(
      ({ value, at }) =>
        svg`<line class="grid" x1=${area.left} x2=${area.right} y1=${at} y2=${at}></line>
          <text class="tick" x=${area.left - 6} y=${at + 4} text-anchor="end">${value}</text>`,
    )}
    ${xTicks.map(({ value, at }) => svg`<text class="tick" x=${at} y=${area.bottom + 14} text-anchor="middle">${value}</text>`)}
    <text class="tick" x=${(area.left + area.right) / 2} y=${height - 2} text-anchor="middle">${xUnit}</text>
    <path class="line" d=${path}></path>
    ${points.map(({ x, y }) => svg`<circle class="dot" cx=${x} cy=${y} r="2.5"></circle>`)}
  </svg>`;
}

/** What stands around the lines: the legend of several heads, and the table behind the picture. */
import { html, nothing, svg, type TemplateResult } from "lit";
import type { WidgetStrings } from "../../i18n/widget.ts";
import type { Theme } from "../../render/colours.ts";
import { headLook } from "../../render/head-colours.ts";
import type { LinesHead } from "../../render/lines-scene.ts";
import { formatExactWeight, formatWeight } from "../../render/numbers.ts";
import { otherTokens, pairOf, sourceOf, sourceTokens } from "../../render/view-data.ts";
import type { Direction, Pair, ViewData } from "../../render/view-data.ts";
import { spokenText } from "./text.ts";

interface Legend {
  data: ViewData;
  heads: readonly LinesHead[];
  pair: Pair | null;
  theme: Theme;
  onOut: (head: number) => void;
}

/** Each head's line, its name and what it gives the shown pair; a click takes the head out. */
export function linesLegend(
  { data, heads, pair, theme, onOut }: Legend,
  { view }: WidgetStrings,
): TemplateResult | typeof nothing {
  if (heads.length < 2) return nothing;
  const weightOf = ({ weights }: LinesHead) =>
    pair ? formatWeight(weights[pair.query * data.nKeys + pair.key] ?? 0) : "";
  return html`<div class="legend" role="group" aria-label=${view.linesLegend}>
    ${heads.map((head, index) => {
      const { colour, dashed } = headLook(theme, index);
      const sample = svg`<path d="M1 5h18" stroke=${colour} stroke-dasharray=${dashed ? "5 3" : "none"} />`;
      return html`<button title=${view.takeHeadOut(head.name)} @click=${() => onOut(index)}>
        <svg width="20" height="10" viewBox="0 0 20 10" aria-hidden="true">${sample}</svg>
        <b>${head.name}</b> <span class="number">${weightOf(head)}</span><i aria-hidden="true">×</i>
        <span class="unseen">${view.takeOut}</span>
      </button>`;
    })}
  </div>`;
}

/** The chosen token's weights, a column for each head. */
export function linesTable(
  data: ViewData,
  heads: readonly LinesHead[],
  pair: Pair,
  direction: Direction,
  { view }: WidgetStrings,
): TemplateResult {
  const source = sourceOf(pair, direction);
  const value = ({ weights }: LinesHead, other: number) => {
    const { query, key } = pairOf(source, other, direction);
    return formatExactWeight(weights[query * data.nKeys + key] ?? 0);
  };
  return html`<div class="unseen">
    <table>
      <caption>
        ${view.rowCaption[direction](spokenText(sourceTokens(data, direction)[source], view))}
      </caption>
      <thead>
        <tr>
          <th scope="col">${view.token}</th>
          ${heads.map(({ name }) => html`<th scope="col">${name || view.weight}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${otherTokens(data, direction).map(
          (token, other) =>
            html`<tr>
              <th scope="row">${spokenText(token, view)}</th>
              ${heads.map((head) => html`<td>${value(head, other)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

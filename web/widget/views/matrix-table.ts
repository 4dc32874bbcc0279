import { html, type TemplateResult } from "lit";
import type { WidgetStrings } from "../../i18n/widget.ts";
import { shownValues } from "../../render/matrix-values.ts";
import { formatExactWeight, formatNumber } from "../../render/numbers.ts";
import { pairOf, type Direction, type Pair, type Shown, type ViewData } from "../../render/view-data.ts";
import { spokenText } from "./text.ts";

const mostCells = 1024;

const cellWords = (show: Shown, value: number) =>
  show === "weights" ? formatExactWeight(value) : formatNumber(value, 3);

/** The matrix as a table: whole while it is small, else the chosen row (or column). */
export function matrixTable(
  data: ViewData,
  show: Shown,
  direction: Direction,
  pair: Pair | null,
  words: WidgetStrings,
): TemplateResult {
  return data.nQueries * data.nKeys <= mostCells
    ? wholeTable(data, show, words)
    : lineTable(data, show, direction, pair, words);
}

function wholeTable(data: ViewData, show: Shown, { view }: WidgetStrings): TemplateResult {
  const values = shownValues(data, show);
  const row = (query: number) =>
    data.keyTokens.map((_, key) => html`<td>${cellWords(show, values[query * data.nKeys + key] ?? 0)}</td>`);
  return html`<div class="unseen">
    <table>
      <caption>
        ${view.tableCaption[show]}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${data.keyTokens.map((token) => html`<th scope="col">${spokenText(token, view)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${data.tokens.map(
          (token, query) =>
            html`<tr>
              <th scope="row">${spokenText(token, view)}</th>
              ${row(query)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function lineTable(
  data: ViewData,
  show: Shown,
  direction: Direction,
  pair: Pair | null,
  { view }: WidgetStrings,
): TemplateResult {
  const values = shownValues(data, show);
  const source = pair ? (direction === "to" ? pair.query : pair.key) : 0;
  const [sources, others] = direction === "to" ? [data.tokens, data.keyTokens] : [data.keyTokens, data.tokens];
  const value = (other: number) => {
    const { query, key } = pairOf(source, other, direction);
    return values[query * data.nKeys + key] ?? 0;
  };
  return html`<div class="unseen">
    <table>
      <caption>
        ${view.rowCaption[direction](spokenText(sources[source], view))}
      </caption>
      <thead>
        <tr>
          <th scope="col">${view.token}</th>
          <th scope="col">${view.shown[show]}</th>
        </tr>
      </thead>
      <tbody>
        ${others.map(
          (token, other) =>
            html`<tr>
              <th scope="row">${spokenText(token, view)}</th>
              <td>${cellWords(show, value(other))}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

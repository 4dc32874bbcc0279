import { html, nothing, type TemplateResult } from "lit";
import type { WidgetStrings } from "../../i18n/widget.ts";
import { formatChange, formatWeight } from "../../render/numbers.ts";
import type { ViewToken } from "../../render/view-data.ts";
import { spokenText } from "./text.ts";

/** The strip as a table: the others, their weights, and how much these changed. */
export function stripTable(
  caption: string,
  list: readonly ViewToken[],
  weights: Float32Array,
  changes: Float32Array | null,
  { view }: WidgetStrings,
): TemplateResult {
  return html`<div class="unseen">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <th scope="col">${view.token}</th>
          <th scope="col">${view.weight}</th>
          ${changes ? html`<th scope="col">${view.change}</th>` : nothing}
        </tr>
      </thead>
      <tbody>
        ${list.map(
          (token, index) =>
            html`<tr>
              <th scope="row">${spokenText(token, view)}</th>
              <td>${formatWeight(weights[index] ?? 0)}</td>
              ${changes ? html`<td>${formatChange(changes[index] ?? 0)}</td>` : nothing}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What the picture's marks mean, when there are any. */
export function stripNote(
  selected: number,
  list: readonly ViewToken[],
  { view }: WidgetStrings,
): TemplateResult | typeof nothing {
  const unknown = list.filter(({ known, special }) => !known && !special);
  // A transformer has a vector for what it does not know; word vectors have none.
  const note = unknown[0]?.piece === undefined ? view.unknownNote(unknown.length) : view.unknownPieceNote;
  const notes = [selected > 1 ? view.selected(selected) : "", unknown.length > 0 ? note : ""];
  const text = notes.filter(Boolean).join(" · ");
  return text ? html`<p part="note" class="note">${text}</p>` : nothing;
}

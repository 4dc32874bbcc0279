import { html, nothing, type TemplateResult } from "lit";
import type { Explanation } from "../../engine/types.ts";
import type { WidgetStrings } from "../../i18n/widget.ts";
import { chain, type ChainName, type ChainNumber, type ChainOptions } from "../../render/chain.ts";
import { math } from "../../render/mathml.ts";
import type { Shown } from "../../render/view-data.ts";

/** Which numbers of the chain the matrix can show for every pair. */
const inMatrix: Partial<Record<ChainName, Shown>> = { score: "scores", masked: "masked_scores", weight: "weights" };

const nameOf = (name: ChainName, { view }: WidgetStrings): string =>
  ({
    sum: view.sum,
    similarity: view.similarity,
    score: view.score,
    masked: view.afterMask,
    scaled: view.scaled,
    kept: view.kept,
    exp: view.exponential,
    weight: view.weight,
  })[name];

/** The chain from the sum to the weight; the numbers that the matrix knows too are buttons that show them there. */
export function chainTemplate(
  explanation: Explanation,
  options: ChainOptions,
  words: WidgetStrings,
  onShow: (show: Shown) => void,
): TemplateResult {
  const link = (step: ChainNumber) => {
    const show = inMatrix[step.name];
    const inside = html`<b>${step.text}</b><small>${nameOf(step.name, words)}</small>`;
    if (!show) return html`<span class="number ${step.name}">${inside}</span>`;
    return html`<button class="number ${step.name}" title=${words.view.showInMatrix} @click=${() => onShow(show)}>
      ${inside}
    </button>`;
  };
  return html`<div part="chain" class="chain" data-mark="pair">
    ${chain(explanation.values, options).map(
      (step) =>
        html`<span class="step ${step.idle ? "idle" : ""}"
          >${step.operation ? html`<span class="operation">${math(step.operation)}</span>` : nothing}${link(step)}</span
        >`,
    )}
  </div>`;
}

/** The same as a table, for those who do not see the picture. */
export function chainTable(explanation: Explanation, options: ChainOptions, words: WidgetStrings): TemplateResult {
  const { view } = words;
  return html`<div class="unseen">
    <table>
      <caption>
        ${view.stepsCaption}
      </caption>
      <thead>
        <tr>
          <th scope="col">${view.step}</th>
          <th scope="col">${view.value}</th>
        </tr>
      </thead>
      <tbody>
        ${chain(explanation.values, options).map(
          (step) =>
            html`<tr>
              <th scope="row">${nameOf(step.name, words)}</th>
              <td>${step.text}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

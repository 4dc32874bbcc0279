import { html, nothing } from "lit";
import { formatNumber, formatChance } from "../../../render/numbers.ts";
import { PageElement } from "../../elements/page-element.ts";
import type { ModelPicture } from "../../run/pictures.ts";
import { fill } from "../../words.ts";
import { Asked } from "./asked.ts";
import { renderBars, type Bar } from "./bars.ts";
import { changeOf, compared, type Compared } from "./changed.ts";

/** More labels than one looks through. */
const mostLabels = 40;

/** A classifier's labels with their probabilities, beside those of the model as it was. */
export class Labels extends PageElement {
  readonly #labels = new Asked<Compared[]>(() => this.requestUpdate());

  protected override willUpdate(): void {
    const { picture, fresh } = this.controller;
    if (picture?.model && fresh) this.#ask(picture.model);
  }

  #ask({ run, plain }: ModelPicture): void {
    this.#labels.about([run, plain], async () => {
      const now = (await run.candidates({ count: mostLabels })) ?? [];
      return compared(now, plain && (await plain.candidates({ count: mostLabels })));
    });
  }

  protected override render() {
    const { value } = this.#labels;
    const { predict } = this.words.model;
    const [first, second] = value ?? [];
    if (!value || !first) return nothing;
    const label = predict.labels;
    const isApart = this.controller.picture?.model?.model.info.multiLabel === true;
    const notes = [...(isApart ? [predict.apart] : []), ...(first.before === null ? [] : [predict.lineBefore])];
    // The only output of a regression is a number, not a share.
    const shown =
      second || isApart
        ? renderBars(
            value.map((each) => this.#barOf(each)),
            label,
          )
        : html`<p>${first.text} <b class="num">${formatNumber(first.logit, 2)}</b></p>`;
    return html`<section class="predict" aria-label=${label}>
      <div class="predicthead"><h2>${label}</h2></div>
      ${shown} ${notes.length ? html`<p class="hint">${notes.join(" ")}</p>` : nothing}
    </section>`;
  }

  #barOf(candidate: Compared): Bar {
    const { predict } = this.words.model;
    const { text, probability, before } = candidate;
    const values = { name: text, now: formatChance(probability), before: formatChance(before ?? 0) };
    const title = fill(before === null ? predict.label : predict.labelChanged, values);
    return { candidate, share: probability, line: before, change: changeOf(candidate), isCut: false, title };
  }
}

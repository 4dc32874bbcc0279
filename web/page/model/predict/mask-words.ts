import { html, nothing } from "lit";
import type { Candidate } from "../../../engine/model-types.ts";
import { formatChance } from "../../../render/numbers.ts";
import { sourceOf } from "../../../render/view-data.ts";
import { PageElement } from "../../elements/page-element.ts";
import { renderRun } from "../../elements/runs.ts";
import type { ModelPicture } from "../../run/pictures.ts";
import { token } from "../../run/readout.ts";
import { fill, fillRuns } from "../../words.ts";
import { Asked } from "./asked.ts";
import { renderBars, type Bar } from "./bars.ts";
import { changeOf, compared, comparedWith, type Compared } from "./changed.ts";
import { filled, masked, masksIn, wordAt, type MaskPlace } from "./fill-mask.ts";
import { plainName } from "./piece-name.ts";

const shownWords = 10;
/** More masks than one compares. */
const mostMasks = 4;

interface Filling {
  place: MaskPlace;
  words: Compared[];
}

/** What a masked-token model would put where a word is hidden; a click puts it there. */
export class MaskWords extends PageElement {
  readonly #fillings = new Asked<Filling[]>(() => this.requestUpdate());

  protected override willUpdate(): void {
    const { picture, fresh } = this.controller;
    if (picture?.model && fresh) this.#ask(picture.model);
  }

  #ask({ model, run, plain }: ModelPicture): void {
    this.#fillings.about([run, plain], async () => {
      const fillings: Filling[] = [];
      for (const place of masksIn(run.tokens, model.info.mask?.id).slice(0, mostMasks)) {
        const now = (await run.candidates({ token: place.token, count: shownWords })) ?? [];
        const before = plain && (await plain.candidates({ token: place.token, count: comparedWith }));
        fillings.push({ place, words: compared(now, before) });
      }
      return fillings;
    });
  }

  protected override render() {
    const { value } = this.#fillings;
    const model = this.controller.picture?.model;
    const mask = model?.model.info.mask?.piece;
    if (!value || !model || mask === undefined) return nothing;
    const { predict } = this.words.model;
    return html`<section class="predict" aria-label=${predict.masks}>
      ${value.length ? value.map((filling) => this.#renderFilling(filling, mask)) : this.#renderHint(model, mask)}
      ${model.plain && value.length ? html`<p class="hint">${predict.lineBefore}</p>` : nothing}
    </section>`;
  }

  #renderFilling({ place, words }: Filling, mask: string) {
    const { predict } = this.words.model;
    const title = fill(predict.mask, { mask, place: place.token });
    const pick = (bar: Bar) => this.#fill(place, words, bar.candidate.id);
    return html`<div class="predicthead"><h2>${title}</h2></div>
      ${renderBars(
        words.map((word) => this.#barOf(word)),
        title,
        pick,
      )}`;
  }

  #barOf(candidate: Compared): Bar {
    const { predict } = this.words.model;
    const { probability, before } = candidate;
    const title = fill(predict.put, { name: plainName(candidate), share: formatChance(probability) });
    return { candidate, share: probability, line: before, change: changeOf(candidate), isCut: false, title };
  }

  /** Where nothing is hidden, the pinned word can be. */
  #renderHint({ run, queries, keys }: ModelPicture, mask: string) {
    const { controller, words } = this;
    const { predict } = words.model;
    const { state } = controller;
    const { pinned } = controller.pins;
    const isTo = state.direction === "to";
    const at = pinned && (isTo ? queries : keys)[sourceOf(pinned, state.direction)]?.[0];
    const word = at === null || at === undefined ? null : wordAt(run.tokens, at);
    const text = word && state[word.of].slice(word.start, word.end);
    return html`<div class="predicthead">
      <p class="hint">${fill(predict.noMask, { mask })}</p>
      ${
        word && text
          ? html`<button class="txt boxed" @click=${() => controller.change(masked(state, word, mask), "pick")}>
              ${fillRuns(predict.hide, { word: token(text) }).map(renderRun)}
            </button>`
          : nothing
      }
    </div>`;
  }

  #fill(place: MaskPlace, words: readonly Candidate[], id: number): void {
    const { controller } = this;
    const word = words.find((each) => each.id === id);
    if (word && controller.fresh) controller.change(filled(controller.state, place, word, words), "pick");
  }
}

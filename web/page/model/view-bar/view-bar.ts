import { html, nothing } from "lit";
import { PageElement } from "../../elements/page-element.ts";
import type { Picture } from "../../run/pictures.ts";
import type { ModelState } from "../../state/model-state.ts";
import { modelViews } from "../../state/model-state.ts";
import { fill } from "../../words.ts";
import { combinationOf } from "../../../engine/combined-heads.ts";
import { picksCount } from "../heads/picks.ts";
import { headName } from "../lens-heads.ts";
import { viewChoices } from "./choices.ts";
import { notesOf } from "./note.ts";

type ChoiceName = "combine" | "hide" | "part";

/** What of a transformer's run the pictures show: one head or several as one, words, hidden tokens, a part of two texts. */
export class ViewBar extends PageElement {
  get #words() {
    return this.words.model.views;
  }

  protected override render() {
    const { picture, state } = this.controller;
    const model = state.model;
    if (!picture?.model || !model) return nothing;
    const choices = viewChoices(picture.model.run.tokens, picture.model.kind);
    const combine = combinationOf(model, picture.model.kind);
    return html`<div class="viewbar" role="group" aria-label=${this.#words.label}>
        <span class="choices"
          >${this.#choice("combine", choices.combine, combine)} ${this.#choice("hide", choices.hide, model.hide)}
          ${choices.part.length ? this.#choice("part", choices.part, model.part) : nothing}
          ${
            choices.words
              ? html`<label title=${this.#words.wordsWhy}>
                  <input type="checkbox" .checked=${model.words} @change=${this.#toggleWords} />${this.#words.words}
                </label>`
              : nothing
          }
          ${this.#renderPicks(picture, model)}</span
        >
        <span class="seg plain" role="group" aria-label=${this.#words.viewLabel}
          >${modelViews.map(
            (view) =>
              html`<button aria-pressed=${model.view === view} @click=${() => this.controller.setModel({ view })}>
                ${this.#words.view[view]}
              </button>`,
          )}</span
        >
      </div>
      ${this.#renderNotes(picture)} ${this.#renderHint(model)}`;
  }

  #choice<Name extends ChoiceName>(name: Name, values: readonly ModelState[Name][], now: ModelState[Name]) {
    const texts: Record<string, string> = this.#words[name];
    const choose = (event: Event) =>
      this.#see({ [name]: (event.target as HTMLSelectElement).value as ModelState[Name] });
    return html`<select
      class=${now === values[0] ? "" : "changed"}
      aria-label=${this.#words.labels[name]}
      @change=${choose}
    >
      ${values.map((value) => html`<option value=${value} .selected=${value === now}>${texts[value]}</option>`)}
    </select>`;
  }

  /** The heads that several are: taken out one by one, and the shown one added. Lines have them in their legend. */
  #renderPicks({ model, head }: Picture, { picks, view, combine }: ModelState) {
    const isOverHeads = combine === "mean" || combine === "max";
    if (!model || !picksCount({ combine, view })) return nothing;
    const chosen = { layer: model.layer, head };
    const names = picks.map(headName);
    const name = headName(chosen);
    const words = this.#words;
    const out = (gone: string) => this.#see({ picks: picks.filter((pick) => headName(pick) !== gone) });
    return html`${
      isOverHeads
        ? names.map(
            (each) =>
              html`<button class="pick" aria-label=${fill(words.takeOut, { name: each })} @click=${() => out(each)}>
                ${each} <i aria-hidden="true">×</i>
              </button>`,
          )
        : nothing
    }${
      names.includes(name)
        ? nothing
        : html`<button class="link" @click=${() => this.#see({ picks: [...picks, chosen] })}>
            ${fill(words.keep, { name })}
          </button>`
    }`;
  }

  #renderNotes(picture: Picture) {
    const notes = notesOf(picture, this.#words);
    return notes.length ? html`<p class="hint viewnote" role="status">${notes.join(" ")}</p>` : nothing;
  }

  /** What keeping is for, until a head is kept. */
  #renderHint(model: ModelState) {
    const isOpen = picksCount(model) && model.picks.length === 0;
    return isOpen ? html`<p class="hint viewnote">${this.#words.keepWhy}</p>` : nothing;
  }

  readonly #toggleWords = (event: Event): void => this.#see({ words: (event.target as HTMLInputElement).checked });

  /** Selected tokens are counted among those shown: what is shown now may be others. */
  #see(changed: Partial<ModelState>): void {
    const { state } = this.controller;
    if (state.model) this.controller.change({ ...state, selection: [], model: { ...state.model, ...changed } }, "pick");
  }
}

import { html, nothing } from "lit";
import { PageElement } from "../../elements/page-element.ts";
import { scalesThere } from "../../run/head-scales.ts";
import { fill } from "../../words.ts";
import { changedHeads, formatScale, placeName } from "./head-words.ts";
import { scaleAt, toggled, withScale } from "./scales.ts";

/** How much of the shown head's output goes on, and which heads are switched off or scaled. */
export class HeadScales extends PageElement {
  protected override render() {
    const { picture, state } = this.controller;
    if (!picture?.model || !state.model) return nothing;
    const { heads: words } = this.words.model;
    const { headScale } = state.model;
    const place = { kind: picture.model.kind, layer: picture.model.layer, head: picture.head };
    const name = placeName(place);
    const scale = scaleAt(headScale, place);
    const slide = ({ target }: Event) => {
      const to = (target as HTMLInputElement).valueAsNumber;
      this.controller.setModel({ headScale: withScale(headScale, place, to) }, "sliding");
    };
    return html`<div class="headscale">
        <label for="head-scale">${fill(words.scale, { head: name })}</label>
        <input
          type="range"
          id="head-scale"
          min="0"
          max="2"
          step="0.05"
          .value=${String(scale)}
          aria-valuetext=${formatScale(scale)}
          @input=${slide}
        /><output for="head-scale">${formatScale(scale)}</output>
        <button
          class="txt boxed"
          aria-keyshortcuts=${words.key}
          @click=${() => this.controller.setModel({ headScale: toggled(headScale, place) })}
        >
          ${scale === 0 ? words.switchOn : words.switchOff}
        </button>
      </div>
      ${this.#renderChanged()}`;
  }

  #renderChanged() {
    const { picture, state } = this.controller;
    if (!picture?.model || !state.model) return nothing;
    const { heads: words } = this.words.model;
    const headScale = scalesThere(state.model.headScale, picture.model.model.info);
    if (!headScale.length) return nothing;
    return html`<p class="hint headchanges">
      ${changedHeads(headScale, words)}
      <button class="link" @click=${() => this.controller.setModel({ headScale: [] })}>
        ${headScale.every(({ scale }) => scale === 0) ? words.allOn : words.allBack}
      </button>
    </p>`;
  }
}

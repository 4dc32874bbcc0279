import { html, nothing } from "lit";
import { PageElement } from "../elements/page-element.ts";
import { headsOf } from "../run/pictures.ts";
import { fill } from "../words.ts";
import { combinationOf } from "../../engine/combined-heads.ts";

/** The matrix's title: which head it is, and the one before and after it. */
export class HeadSwitch extends PageElement {
  protected override render() {
    const { picture } = this.controller;
    if (!picture?.model) return nothing;
    const words = this.words.head;
    const combine = picture.recipe.model ? combinationOf(picture.recipe.model, picture.model.kind) : "head";
    const { head, views } = this.words.model;
    const template = combine === "head" ? head.name : views.titles[combine];
    const name = fill(template, { layer: picture.model.layer, head: picture.head });
    if (combine !== "head" && combine !== "value") return html`<b>${name}</b>`;
    return html`<span class="headswitch" role="group" aria-label=${words.label}>
      <button class="icon" aria-label=${words.previous} @click=${() => this.#go(-1)}>‹</button>
      <b aria-live="polite">${name}</b>
      <button class="icon" aria-label=${words.next} @click=${() => this.#go(1)}>›</button>
    </span>`;
  }

  /** On through the layers; the last is followed by the first. */
  #go(step: number): void {
    const { picture } = this.controller;
    if (!picture?.model) return;
    const { nLayers, nHeads } = headsOf(picture);
    const count = nLayers * nHeads;
    const place = (picture.model.layer * nHeads + picture.head + step + count) % count;
    this.controller.setModel({ layer: Math.floor(place / nHeads), head: place % nHeads });
  }
}

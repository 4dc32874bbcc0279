import { html, nothing } from "lit";
import type { KeptModel } from "../../../engine/offer-types.ts";
import { PageElement } from "../../elements/page-element.ts";
import { fill } from "../../words.ts";
import { openFiles } from "./model-status.ts";
import { sizeText } from "./sizes.ts";
import { sourceOf } from "./typed.ts";
import { renderWeights } from "./weights.ts";

/** A transformer of the person's own: by its name or address, as files, or from what this browser keeps. */
export class ModelSources extends PageElement {
  #known: string | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.controller.models.listKept().catch(() => {});
  }

  protected override render() {
    const { models } = this.controller;
    const { source } = this.words.model;
    return html`<form class="lookup" @submit=${this.#lookUp}>
        <label for="model-name">${source.name}</label>
        <input
          id="model-name"
          placeholder="distilgpt2"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          .value=${models.typed}
          @input=${({ target }: InputEvent) => (models.typed = (target as HTMLInputElement).value)}
        />
        <button class="txt boxed">${source.lookUp}</button>
      </form>
      <p class="hint">${source.hint}</p>
      <page-model-status .controller=${this.controller}></page-model-status>
      <div class="openfile">
        <button class="txt boxed" @click=${() => this.dispatchEvent(openFiles("folder"))}>${source.folder}</button>
        <button class="txt boxed" @click=${() => this.dispatchEvent(openFiles("files"))}>${source.files}</button>
        <p class="hint">${source.filesHint}</p>
      </div>
      ${this.#renderOpen()} ${models.kept.length ? this.#renderKept(models.kept) : nothing}`;
  }

  /** The numbers of the open model can be kept otherwise. */
  #renderOpen() {
    const { controller } = this;
    const { model } = controller.state;
    if (!model || !controller.models.modelFor(model)) return nothing;
    const { source, weights } = model;
    const offer = controller.models.offerOf(source);
    if (offer)
      return renderWeights(this.words.model.source, offer, weights, (kind) => {
        if (kind !== weights) void controller.openModel({ source, weights: kind });
      });
    if (this.#known !== source) {
      this.#known = source;
      void controller.models.learn(source);
    }
    return nothing;
  }

  #renderKept(kept: readonly KeptModel[]) {
    const { source: words } = this.words.model;
    return html`<div class="keepers">
      <h3>${words.kept}</h3>
      <ul>
        ${kept.map(
          ({ source, bytes, isComplete }) =>
            html`<li>
              <span class="nm">${source}</span>
              <small>${isComplete ? sizeText(bytes) : fill(words.partly, { size: sizeText(bytes) })}</small>
              <button
                class="txt boxed"
                @click=${() => void this.controller.openModel({ source, weights: "as-stored" })}
              >
                ${words.use}
              </button>
              <button
                class="txt boxed"
                aria-label=${fill(words.deleteOf, { name: source })}
                @click=${() => this.#delete(source)}
              >
                ${words.delete}
              </button>
            </li>`,
        )}
      </ul>
    </div>`;
  }

  #delete(source: string): void {
    void this.controller.models.forget(source).catch(() => {});
  }

  readonly #lookUp = (event: Event): void => {
    event.preventDefault();
    const { models } = this.controller;
    if (models.typed.trim() === "") return;
    try {
      void models.lookUp(sourceOf(models.typed, document.baseURI));
    } catch (error) {
      models.refuse(models.typed.trim(), error);
    }
  };
}

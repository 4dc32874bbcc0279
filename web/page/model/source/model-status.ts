import { html, nothing } from "lit";
import { strings } from "../../../i18n/index.ts";
import type { WeightKind } from "../../../engine/model-types.ts";
import { PageElement } from "../../elements/page-element.ts";
import { problemText } from "../../run/problems.ts";
import { isOwnFiles, modelName } from "../../state/model-state.ts";
import { fill } from "../../words.ts";
import { countText, percentText, sizeText } from "./sizes.ts";
import { hostOf, nameWithHost } from "./typed.ts";
import { renderWeights } from "./weights.ts";

const smallFile = 1e6;

/** What happens to a transformer: its progress, what one would take, what a link waits for, and what went wrong. */
export class ModelStatus extends PageElement {
  static override properties = { ...PageElement.properties, weights: { state: true } };
  /** Of the model that is offered. */
  declare weights: WeightKind;

  constructor() {
    super();
    this.weights = "as-stored";
  }

  protected override render() {
    const { models, state } = this.controller;
    if (models.task) return this.#renderTask();
    if (models.problem) return this.#renderProblem(models.problem);
    if (models.offered !== null) return this.#renderOffer(models.offered);
    if (state.model && models.isAbsent(state.model)) return this.#renderMissing(state.model.source);
    return models.unkept ? this.#renderUnkept() : nothing;
  }

  get #text() {
    return this.words.model.source;
  }

  #renderTask() {
    const { models } = this.controller;
    const { task, progress } = models;
    const name = modelName(task?.source ?? "");
    // The small files before the large one would flicker by.
    if (!progress?.total || progress.total < smallFile)
      return this.#renderProgress(fill(task?.kind === "look" ? this.#text.looking : this.#text.begins, { name }));
    const { loaded, total } = progress;
    const sizes = { name: progress.name, loaded: sizeText(loaded), total: sizeText(total) };
    const text = fill(this.#text.loading, { ...sizes, percent: percentText(loaded, total) });
    return this.#renderProgress(text, loaded, total);
  }

  #renderProgress(text: string, loaded?: number, total?: number) {
    return html`<p class="progress">
      <span>${text}</span>
      <progress aria-label=${text} max=${total ?? 1} value=${loaded ?? nothing}></progress>
      ${this.#button(this.words.vectors.cancel, () => this.controller.models.cancel())}
    </p>`;
  }

  #renderProblem({ source, weights, ...problem }: NonNullable<typeof this.controller.models.problem>) {
    const { controller } = this;
    const { lang, model } = controller.state;
    const retry = (other: WeightKind) => () => void controller.openModel({ source, weights: other });
    const isTooLarge = problem.code === "model_too_large" && weights !== "int8";
    const isPassing = problem.code === "fetch_failed" || problem.code === "model_gone";
    const isMissed = model?.source === source && controller.models.isAbsent(model);
    const isNoName = problem.code === "bad_option" && problem.details["name"] === "model";
    const text = isNoName ? this.#text.noName : problemText(problem, strings(lang));
    return html`<p class="problem" role="alert">
      <b>${modelName(source)}:</b> ${text} ${isTooLarge ? this.#button(this.#text.asInt8, retry("int8")) : nothing}
      ${isPassing ? this.#button(this.words.stage.again, retry(weights)) : nothing}
      ${isMissed ? this.#useVectors() : this.#button(this.words.bar.dismiss, () => controller.models.dismiss())}
    </p>`;
  }

  #renderOffer(source: string) {
    const { controller, weights } = this;
    const offer = controller.models.offerOf(source);
    if (!offer) return nothing;
    const values = {
      name: nameWithHost(source, document.baseURI),
      family: offer.family,
      params: countText(offer.nParams),
    };
    const size = sizeText(offer.fileBytes);
    const load = () => void controller.openModel({ source, weights });
    return html`<div class="offer" role="status">
      <p>${fill(this.#text.offer, values)} ${offer.hasTokenizer ? nothing : this.#text.noTokenizer}</p>
      ${renderWeights(this.#text, offer, weights, (kind) => (this.weights = kind))}
      <p class="actions">
        ${this.#button(fill(this.#text.load, { size }), load)}
        ${this.#button(this.words.vectors.cancel, () => controller.models.dismiss())}
      </p>
    </div>`;
  }

  /** What a link names and the page does not fetch or cannot have by itself. */
  #renderMissing(source: string) {
    const name = modelName(source);
    if (isOwnFiles(source))
      return html`<p class="problem" role="status">
        ${fill(this.#text.dropAgain, { name })}
        ${this.#button(this.#text.folder, () => this.dispatchEvent(openFiles("folder")))} ${this.#useVectors()}
      </p>`;
    return html`<p class="problem" role="status">
      ${fill(this.#text.asks, { name, host: hostOf(source, document.baseURI) })}
      ${this.#button(this.#text.lookUp, () => void this.controller.models.lookUp(source))} ${this.#useVectors()}
    </p>`;
  }

  #renderUnkept() {
    const why = isSecureContext ? this.#text.noRoom : this.#text.notSecure;
    return html`<p class="problem" role="status">
      ${why} ${this.#button(this.words.bar.dismiss, () => this.controller.models.dismiss())}
    </p>`;
  }

  #useVectors() {
    const { controller } = this;
    return this.#button(this.#text.useVectors, () => {
      controller.models.dismiss();
      controller.changeSource({ model: null });
    });
  }

  #button(label: string, press: () => void) {
    return html`<button class="txt boxed" @click=${press}>${label}</button>`;
  }
}

/** Asks the page for the browser's dialog. */
export const openFiles = (kind: "folder" | "files") => new CustomEvent("open-file", { bubbles: true, detail: kind });

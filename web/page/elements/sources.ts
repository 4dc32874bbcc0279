import { html, nothing } from "lit";
import { strings } from "../../i18n/index.ts";
import { problemText, type PlacedProblem } from "../run/problems.ts";
import { blankModel, modelName } from "../state/model-state.ts";
import { fill } from "../words.ts";
import { fileNameOf } from "../vectors/own-vectors.ts";
import { PageElement } from "./page-element.ts";

const bundledModel = blankModel.source;

/** Where x comes from: the bundled vectors, a file of the person's own, or a transformer. */
export class Sources extends PageElement {
  static override properties = { ...PageElement.properties, ready: { state: true } };
  /** Whether the code for other transformers is there. */
  declare ready: boolean;

  constructor() {
    super();
    this.ready = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void import("../model/source/define.ts").then(() => (this.ready = true));
  }

  protected override render() {
    const { words, controller } = this;
    const { vectors, choices } = words;
    const { handle } = controller.own;
    const { model } = controller.state;
    const own = !model && handle !== null && controller.own.handleFor(controller.state.vectors) === handle;
    const numbers = (n: number) => n.toLocaleString("en");
    const { e5, e5Why } = words.model.source;
    const isBundled = model?.source === bundledModel;
    return html`<div role="radiogroup" aria-label=${choices.source.title}>
        ${renderSource(vectors.bundled, vectors.bundledWhy, !own && !model, () => this.#use(false))}
        ${
          handle
            ? renderSource(
                handle.name,
                fill(vectors.ownWhy, { n: numbers(handle.nWords), d: handle.dModel }),
                own,
                () => this.#use(true),
                fill(vectors.hash, { hash: handle.hash }),
              )
            : nothing
        }
        ${renderSource(e5, e5Why, isBundled, () => this.#useModel())}
        ${model && !isBundled ? this.#renderOther(model.source) : nothing}
      </div>
      ${
        this.ready
          ? html`<div class="section">
              <h3>${words.model.source.other}</h3>
              <page-model-sources .controller=${controller}></page-model-sources>
            </div>`
          : nothing
      }
      <div class="openfile">
        <button class="txt boxed" @click=${() => this.dispatchEvent(new CustomEvent("open-file", { bubbles: true }))}>
          ${vectors.open}
        </button>
        ${
          handle
            ? html`<button class="txt" @click=${() => this.#remove()}>
                ${fill(vectors.remove, { name: handle.name })}
              </button>`
            : nothing
        }
        <p class="hint">${vectors.openHint}</p>
      </div>`;
  }

  /** A transformer that was chosen otherwise: below, by a drop or by a link. */
  #renderOther(source: string) {
    const { controller, words } = this;
    const open = controller.models.modelFor(controller.state.model);
    const { family, nLayers, nHeads } = open?.info ?? {};
    const why = open
      ? fill(words.model.source.otherWhy, { family: family ?? "", layers: nLayers ?? 0, heads: nHeads ?? 0 })
      : "";
    return renderSource(modelName(source), why, true, () => {});
  }

  /** The sheet looks for what to focus before this list is drawn. */
  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("[aria-checked=true]")?.focus({ preventScroll: true });
  }

  #use(own: boolean): void {
    const { controller } = this;
    const { handle } = controller.own;
    controller.models.cancel();
    controller.changeSource({ vectors: own && handle ? fileNameOf(handle) : null, model: null });
  }

  #useModel(): void {
    const { controller } = this;
    const { model } = controller.state;
    if (model?.source !== bundledModel || controller.models.isAbsent(model))
      void controller.openModel({ source: bundledModel, weights: "as-stored" });
  }

  #remove(): void {
    const { controller } = this;
    controller.change({ ...controller.state, vectors: null }, "pick");
    void controller.own.remove();
  }
}

function renderSource(name: string, why: string, chosen: boolean, choose: () => void, title = "") {
  return html`<button
    class="opt plain"
    role="radio"
    aria-checked=${chosen}
    tabindex=${chosen ? 0 : -1}
    title=${title || nothing}
    @click=${choose}
  >
    <span class="dot"></span><span class="nm">${name}</span><span class="ex">${why}</span>
  </button>`;
}

/** What happens to a vector file or a transformer, under the formula: progress, errors by line, or which file a link asks for. */
export class VectorStatus extends PageElement {
  static override properties = { ...PageElement.properties, ready: { state: true } };
  /** Whether the code for transformers is there. */
  declare ready: boolean;

  constructor() {
    super();
    this.ready = false;
  }

  protected override render() {
    return html`${this.#renderOwn()}
    ${this.ready ? html`<page-model-status .controller=${this.controller}></page-model-status>` : nothing}`;
  }

  protected override updated(): void {
    const { models, state } = this.controller;
    if (!this.ready && (state.model || models.task || models.problem))
      void import("../model/source/define.ts").then(() => (this.ready = true));
  }

  #renderOwn() {
    const { controller, words } = this;
    const { own, state } = controller;
    const { vectors } = words;
    if (own.progress) return this.#renderProgress();
    if (own.problem) return this.#renderProblem(own.problem);
    if (!state.vectors || own.handleFor(state.vectors)) return nothing;
    const { name, hash } = state.vectors;
    const text = own.handle
      ? fill(vectors.otherFile, { name: own.handle.name, hash })
      : fill(vectors.missing, { name, hash });
    return html`<p class="problem" role="status">
      ${text}
      <button class="txt boxed" @click=${() => this.dispatchEvent(new CustomEvent("open-file", { bubbles: true }))}>
        ${vectors.open}
      </button>
      <button class="txt boxed" @click=${() => controller.change({ ...state, vectors: null }, "pick")}>
        ${vectors.useBundled}
      </button>
    </p>`;
  }

  /** The engine's own sentence names the line and what is wrong there; it is English. */
  #renderProblem(problem: PlacedProblem) {
    const { lang } = this.controller.state;
    const details = html`<span lang="en">${problem.message}</span>`;
    return html`<p class="problem" role="alert">
      ${lang === "en" ? details : html`${problemText(problem, strings(lang))} ${details}`}
      <button class="txt boxed" @click=${() => this.controller.own.dismiss()}>${this.words.bar.dismiss}</button>
    </p>`;
  }

  #renderProgress() {
    const { own } = this.controller;
    const { vectors } = this.words;
    const { name, loaded, total } = own.progress ?? { name: "", loaded: 0, total: null };
    const text = total
      ? fill(vectors.reading, { name, percent: `${Math.floor((100 * loaded) / total)} %` })
      : fill(vectors.readingUnknown, { name, size: (loaded / 1e6).toFixed(1) });
    return html`<p class="progress">
      <span>${text}</span>
      <progress aria-label=${text} max=${total ?? 1} value=${total ? loaded : nothing}></progress>
      <button class="txt boxed" @click=${() => own.cancel()}>${vectors.cancel}</button>
    </p>`;
  }
}

import { html, nothing } from "lit";
import { strings } from "../../i18n/index.ts";
import { languagesOf } from "../../text/segment.ts";
import { closeIcon } from "../icons.ts";
import { problemText, type PlacedProblem } from "../run/problems.ts";
import { secondOf } from "../run/recipe.ts";
import { withSecond, withText, withTextB, type SecondText } from "../state/play-state.ts";
import { fill, plural } from "../words.ts";
import { PageElement } from "./page-element.ts";
import type { TextBox, TextInput } from "./text-box.ts";

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(bytes < 9.95e6 ? 1 : 0);

/** The two text boxes, what the second one is, and what the texts became. */
export class Texts extends PageElement {
  #isAdding = false;

  protected override render() {
    const { words, controller } = this;
    const { state, problem } = controller;
    const wrong = problem?.place === "text";
    return html`<section class="ask page" aria-label=${words.text.label}>
      <div class="inp">
        <page-text-box
          .value=${state.text}
          .label=${words.text.a}
          .placeholder=${words.text.placeholder}
          .describedBy=${wrong ? "text-problem" : ""}
          .invalid=${wrong}
          @text-input=${({ detail }: TextInput) => controller.change(withText(controller.state, detail), "typing")}
        ></page-text-box>
        <span class="inpmeta"
          >${controller.recipe.model ? html`<page-cost .controller=${controller}></page-cost>` : this.#meta()}</span
        >
        ${this.#kind === "none" && this.#addable !== "none" ? this.#renderAdd() : nothing}
      </div>
      ${this.#kind === "none" ? nothing : this.#renderSecond(this.#kind)}
      ${
        wrong
          ? html`<p class="problem" id="text-problem" role="alert">
              ${problemText(problem, strings(state.lang))} ${controller.stale ? this.#renderStale() : nothing}
              ${problem.code === "too_long" && state.model ? this.#renderCut(problem) : nothing}
            </p>`
          : nothing
      }
      ${this.#renderIsCut()}
    </section>`;
  }

  /** What a second text would be: a transformer has at most one use for it. */
  get #addable(): SecondText {
    const { models, state } = this.controller;
    if (!state.model) return "against";
    const model = models.modelFor(state.model);
    return model ? secondOf(model) : "none";
  }

  /** What it is. */
  get #kind(): SecondText {
    const { state } = this.controller;
    return state.model && state.second !== "none" ? this.#addable : state.second;
  }

  #renderStale() {
    const { controller, words } = this;
    return html`${words.stage.stale}
      <button class="link" @click=${() => controller.restoreTexts()}>${words.stage.restore}</button>`;
  }

  #renderCut({ details }: PlacedProblem) {
    const { controller, words } = this;
    const label = fill(words.model.source.cut, { limit: String(details["limit"]) });
    return html`<button class="txt boxed" @click=${() => controller.setModel({ truncate: true })}>${label}</button>`;
  }

  #renderIsCut() {
    const nCut = this.controller.picture?.model?.run.nCut;
    return nCut ? html`<p class="problem" role="status">${plural(this.words.model.source.isCut, nCut)}</p>` : nothing;
  }

  #renderAdd() {
    const { text, model } = this.words;
    const isTarget = this.#addable === "target";
    return html`<button class="txt" @click=${this.#add}>
      <span class="wide-only">${isTarget ? model.predict.addTarget : text.addB}</span
      ><span class="phone-only">${text.addBShort}</span>
    </button>`;
  }

  #renderSecond(second: SecondText) {
    const { text, model } = this.words;
    const { controller } = this;
    const isTarget = second === "target";
    const remove = isTarget ? model.predict.removeTarget : text.removeB;
    const hasKinds = controller.state.model === null;
    return html`<div class="inp second ${hasKinds ? "kinds" : ""}">
      <page-text-box
        id="text-b"
        .value=${controller.state.textB}
        .label=${isTarget ? model.predict.target : text.b}
        .placeholder=${isTarget ? model.predict.placeholderTarget : text.placeholderB}
        @text-input=${({ detail }: TextInput) => controller.change(withTextB(controller.state, detail), "typing")}
      ></page-text-box>
      ${hasKinds ? this.#renderKinds(second) : nothing}
      <button class="icon" aria-label=${remove} title=${remove} @click=${() => this.#setSecond("none")}>
        ${closeIcon}
      </button>
    </div>`;
  }

  #renderKinds(second: SecondText) {
    const { text } = this.words;
    return html`<span class="seg" role="group" aria-label=${text.secondKind}
      >${(["against", "pair"] as const).map(
        (kind) =>
          html`<button aria-pressed=${second === kind} @click=${() => this.#setSecond(kind)}>${text[kind]}</button>`,
      )}</span
    >`;
  }

  #setSecond(second: SecondText): void {
    this.controller.change(withSecond(this.controller.state, second), "pick");
  }

  readonly #add = (): void => {
    this.#setSecond(this.#addable);
    this.#isAdding = true;
  };

  /** The second box comes with the frame that draws the change; who asked for it wants to type into it. */
  protected override updated(): void {
    const box = this.#isAdding ? this.querySelector<TextBox>("#text-b") : null;
    if (!box) return;
    this.#isAdding = false;
    void box.updateComplete.then(() => box.focus());
  }

  /** Tokens counted and what had to be loaded for them. */
  #meta(): string {
    const { text } = this.words;
    const { picture, engine, own, state } = this.controller;
    const parts: string[] = [];
    if (picture && this.controller.fresh) {
      const { tokens, keyTokens } = picture.run;
      const count = plural(text.tokenCount, tokens.length);
      parts.push(tokens === keyTokens ? count : `${count} × ${keyTokens.length}`);
    }
    if (state.tokens ?? state.tokensB) parts.push(text.byHand);
    const languages = languagesOf(`${state.text} ${state.textB}`);
    const loading = engine.loading(languages);
    const bytes = engine.loadedBytes(languages);
    const handle = own.handleFor(state.vectors);
    if (handle) parts.push(fill(text.ownVectors, { n: handle.nWords.toLocaleString("en"), name: handle.name }));
    else if (loading?.total) {
      const percent = `${Math.floor((100 * loading.loaded) / loading.total)} %`;
      parts.push(fill(text.loading, { name: loading.name, percent }));
    } else if (bytes) parts.push(fill(text.loaded, { size: megabytes(bytes) }));
    return parts.join(" · ");
  }
}

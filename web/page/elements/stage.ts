import { html, nothing } from "lit";
import { strings } from "../../i18n/index.ts";
import { otherOf, pairOf, sourceOf, type Pair } from "../../render/view-data.ts";
import { problemText, type PlacedProblem } from "../run/problems.ts";
import { isPronoun } from "../run/readout.ts";
import { said } from "../run/said.ts";
import { blankModel, modelName, pronounHead } from "../state/model-state.ts";
import { fill } from "../words.ts";
import { PageElement } from "./page-element.ts";
import { renderRun } from "./runs.ts";

type StripHover = CustomEvent<{ token: number | null; of?: TokenSide }>;
type StripPin = CustomEvent<{ token: number; of: TokenSide; additive: boolean } | { pair: Pair }>;
type TokenSide = "queries" | "keys" | "both";

/** What the sentence says, the direction, the strip, and under it the tools for its tokens. */
export class Stage extends PageElement {
  static override properties = { ...PageElement.properties, adding: { state: true } };
  /** Whether a plain tap adds to the selection, for those without a Shift key. */
  declare adding: boolean;

  constructor() {
    super();
    this.adding = false;
  }

  protected override render() {
    const { words, controller } = this;
    const { picture, problem, state } = controller;
    return html`<section
      class="stage page ${problem && !picture ? "empty" : ""}"
      id="strip"
      tabindex="-1"
      aria-label=${words.stage.label}
      aria-busy=${controller.runner.busy}
    >
      <div class="stagehead">
        <p class="say">${picture ? this.#sentence() : this.#waiting()}</p>
        ${picture || !controller.recipe.model ? this.#renderDirection() : nothing}
      </div>
      ${problem?.place === "engine" ? this.#renderProblem(problem) : nothing}
      <attn-strip
        .data=${picture?.data ?? null}
        .pair=${controller.pins.pair}
        .mark=${controller.marked}
        .direction=${state.direction}
        .selection=${controller.pins.selection}
        .domain=${state.domain}
        ?changeable=${state.model !== null}
        @attn-hover=${this.#hover}
        @attn-pin=${this.#pin}
        @attn-escape=${() => controller.pins.unpin()}
      ></attn-strip>
      ${controller.recipe.model ? html`<page-predictions .controller=${controller}></page-predictions>` : nothing}
      ${
        picture && !controller.recipe.model
          ? html`<page-token-tools
              .controller=${controller}
              ?adding=${this.adding}
              @adding-toggle=${() => (this.adding = !this.adding)}
            ></page-token-tools>`
          : nothing
      }
    </section>`;
  }

  #renderDirection() {
    const { words, controller } = this;
    return html`<span class="seg dir" role="group" aria-label=${words.stage.direction}
      >${(["to", "by"] as const).map(
        (direction) =>
          html`<button
            aria-pressed=${controller.state.direction === direction}
            @click=${() => controller.pins.turn(direction)}
          >
            ${words.stage[direction]}
          </button>`,
      )}</span
    >`;
  }

  /** What stopped the engine or a download concerns no part of the formula. */
  #renderProblem(problem: PlacedProblem) {
    const { controller, words } = this;
    return html`<p class="problem" role="alert">
      ${problemText(problem, strings(controller.state.lang))}
      <button class="link" @click=${controller.schedule}>${words.stage.again}</button>
    </p>`;
  }

  #waiting() {
    const { problem, recipe } = this.controller;
    if (problem) return "";
    if (!recipe.model) return this.words.stage.starting;
    return fill(this.words.model.source.begins, { name: modelName(recipe.model.source) });
  }

  #sentence() {
    const { picture, state } = this.controller;
    const { pair, pointed, selection } = this.controller.pins;
    if (!picture || !pair) return nothing;
    const sentence = said(picture, pair, state.direction, selection, this.words).map(renderRun);
    // Nobody can click on it while pointing elsewhere, and the sentence would grow and shrink.
    const isOpen = !picture.model && !pointed && isPronoun(picture.data, pair, state.direction, selection);
    return isOpen ? [...sentence, " ", this.#renderOffer()] : sentence;
  }

  /** A way to whom can answer. */
  #renderOffer() {
    const { controller, words } = this;
    const { source, weights } = blankModel;
    const ask = () => void controller.openModel({ source, weights }, undefined, pronounHead);
    return html`<button class="link" ?disabled=${controller.models.task !== null} @click=${ask}>
      ${words.model.source.askIt}
    </button>`;
  }

  /** Where both texts stand apart, a token of the source's side does not point at an other. */
  #isOther(of: TokenSide | undefined): boolean {
    return of !== (this.controller.state.direction === "to" ? "queries" : "keys");
  }

  readonly #hover = ({ detail }: StripHover): void => {
    this.controller.pins.pointToken(detail.token !== null && this.#isOther(detail.of) ? detail.token : null);
  };

  readonly #pin = ({ detail }: StripPin): void => {
    const { controller } = this;
    if ("pair" in detail) controller.pins.pin(detail.pair);
    else if (detail.of !== "both" && this.#isOther(detail.of)) this.#pinOther(detail.token);
    else if (detail.additive || this.adding) controller.pins.select(detail.token);
    else controller.pins.pinToken(detail.token);
  };

  #pinOther(token: number): void {
    const { pins, state } = this.controller;
    if (pins.pinned && otherOf(pins.pinned, state.direction) !== token)
      pins.pin(pairOf(sourceOf(pins.pinned, state.direction), token, state.direction));
  }
}

import { html, nothing } from "lit";
import type { Mark, Pair, ViewData } from "../../render/view-data.ts";
import { strings } from "../../i18n/index.ts";
import { stepsNotes } from "../../widget/views/steps-notes.ts";
import { shownPair } from "../run/pictures.ts";
import type { Explained } from "../run/runner.ts";
import type { Domain, Show } from "../state/play-state.ts";
import { fill } from "../words.ts";
import { PageElement } from "./page-element.ts";

/** The proof: the matrix of all pairs, and the steps behind the shown one. */
export class Work extends PageElement {
  protected override readonly redrawnAt = ["change", "steps"];
  protected override readonly isAfterStrip = true;
  #stroked = false;
  #tapped = false;

  protected override render() {
    const { controller } = this;
    const { picture } = controller;
    const { pair } = controller.pins;
    const data = picture?.data ?? null;
    const { model } = controller.recipe;
    if (model && !picture) return nothing; // a transformer that is loaded, or a text that it cannot read
    return html`<div class="work page ${model ? "ofmodel" : ""}">
      ${
        model
          ? html`<section class="panel heads"><page-heads .controller=${controller}></page-heads></section>`
          : nothing
      }
      <section class="panel ${controller.brush.active ? "painting" : ""}">
        ${model ? html`<page-view-bar .controller=${controller}></page-view-bar>` : nothing}
        ${model?.view === "lines" && !controller.brush.active ? html`<page-lines .controller=${controller}></page-lines>` : this.#renderMatrix(data, pair)}
        ${
          controller.brush.active
            ? html`<p class="hint">
                ${this.words.matrix.paintHint} ${this.words.matrix.paintKeys}
                <button class="link" @click=${() => controller.paint(false)}>${this.words.fields.paintStop}</button>
              </p>`
            : nothing
        }
      </section>
      <section class="panel">${this.#renderSteps()}</section>
    </div>`;
  }

  #renderSteps() {
    const { controller, words } = this;
    const { state, runner } = controller;
    const { explained } = runner;
    const notes = explained ? this.#notes(explained) : [];
    return html`${notes.length ? html`<p class="hint">${notes.join(" ")}</p>` : nothing}
      <attn-steps
        .data=${explained?.data ?? null}
        .explanation=${explained?.explanation ?? null}
        .options=${explained?.picture.run.options ?? {}}
        ?model=${Boolean(explained?.picture.model)}
        @attn-hover=${({ detail }: CustomEvent<{ pair: Pair | null }>) => controller.pins.point(this.#shown(detail.pair))}
        @attn-mark=${({ detail }: CustomEvent<{ mark: Mark | null }>) => this.#mark(detail.mark)}
        @attn-pin=${({ detail }: CustomEvent<{ pair: Pair }>) => this.#pinStep(detail.pair)}
        @attn-show=${({ detail }: CustomEvent<{ show: Show }>) => controller.change({ ...state, show: detail.show }, "pick")}
      ></attn-steps>
      <p class="hint caveat">
        ${words.caveat.steps}
        <button class="link" @click=${() => this.dispatchEvent(new CustomEvent("open-caveat", { bubbles: true }))}>
          ${words.caveat.link}
        </button>
      </p>`;
  }

  #notes({ picture, explanation, data }: Explained): string[] {
    const { model, recipe, head } = picture;
    if (!model || !recipe.model) return [];
    const { combine, hide } = recipe.model;
    const { layer, queries, keys } = model;
    const place = { layer, head, queries, keys, isCombined: combine !== "head", isHiding: hide !== "none" };
    return stepsNotes(place, explanation, data, strings(this.controller.state.lang));
  }

  /** The steps are of the run's own tokens, of which some may be shown as one or not at all. */
  #shown(pair: Pair | null): Pair | null {
    const { explained } = this.controller.runner;
    return pair && explained && shownPair(explained.picture, pair);
  }

  #pinStep(tokens: Pair): void {
    const pair = this.#shown(tokens);
    if (pair) this.controller.pins.pin(pair);
  }

  #renderMatrix(data: ViewData | null, pair: Pair | null) {
    const { controller } = this;
    const { state } = controller;
    return html`<attn-matrix
      .data=${data}
      .pair=${pair}
      .mark=${controller.marked}
      .direction=${state.direction}
      .show=${state.show}
      .domain=${state.domain}
      @attn-hover=${({ detail }: CustomEvent<{ pair: Pair | null }>) => this.#hover(detail.pair)}
      @attn-pin=${({ detail }: CustomEvent<{ pair: Pair }>) => this.#pin(detail.pair)}
      @attn-show=${({ detail }: CustomEvent<{ show: Show }>) => controller.change({ ...state, show: detail.show }, "pick")}
      @attn-domain=${({ detail }: CustomEvent<{ domain: Domain }>) =>
        controller.change({ ...state, domain: detail.domain }, "pick")}
      @attn-escape=${() => controller.pins.unpin()}
      @pointerdown=${this.#down}
      @pointerup=${this.#up}
      @pointercancel=${this.#up}
      >${this.#renderHeading()}</attn-matrix
    >`;
  }

  /** With several heads the matrix's title is where one is chosen. */
  #renderHeading() {
    const { controller, words } = this;
    if (controller.recipe.model)
      return html`<page-head-switch slot="heading" .controller=${controller}></page-head-switch>`;
    const { nHeads } = controller.recipe.options;
    if (nHeads === 1) return nothing;
    const { head } = controller.recipe;
    const go = (step: number) => () =>
      controller.change({ ...controller.state, head: (head + step + nHeads) % nHeads }, "pick");
    return html`<span slot="heading" class="headswitch" role="group" aria-label=${words.head.label}>
      <span>${words.head.label}</span>
      <button class="icon" aria-label=${words.head.previous} @click=${go(-1)}>‹</button>
      <b aria-live="polite">${fill(words.head.of, { head: head + 1, n: nHeads })}</b>
      <button class="icon" aria-label=${words.head.next} @click=${go(1)}>›</button>
    </span>`;
  }

  /** What of the pair a step stands for that is pointed at. */
  #mark(mark: Mark | null): void {
    if (mark === this.controller.marked) return;
    this.controller.marked = mark;
    this.controller.schedule();
  }

  #hover(pair: Pair | null): void {
    if (pair) this.controller.brush.over(pair);
    this.controller.pins.point(pair);
  }

  /** While painting, a tap and the pinned cell's Enter are strokes of one cell; the arrow keys still move. */
  #pin(pair: Pair): void {
    const { brush, pins } = this.controller;
    const isPinned = pins.pinned?.query === pair.query && pins.pinned.key === pair.key;
    if (!brush.active || !(this.#tapped || isPinned || this.#stroked)) return pins.pin(pair);
    if (!this.#stroked) {
      brush.begin(pair);
      brush.end();
    }
    this.#stroked = this.#tapped = false;
  }

  readonly #down = ({ pointerType }: PointerEvent): void => {
    const { brush } = this.controller;
    const { pointed } = this.controller.pins;
    this.#tapped = brush.active && pointerType === "touch";
    if (!brush.active || this.#tapped || !pointed) return;
    this.#stroked = true;
    brush.begin(pointed);
  };

  readonly #up = (): void => this.controller.brush.end();
}

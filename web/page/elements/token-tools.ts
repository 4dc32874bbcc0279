import { html, nothing, type PropertyValues } from "lit";
import { token } from "../run/readout.ts";
import { splitPlaces } from "../state/hand-tokens.ts";
import { defaultOptions, isDefault } from "../state/play-state.ts";
import { fillRuns } from "../words.ts";
import { PageElement } from "./page-element.ts";
import { renderRun } from "./runs.ts";
import type { SplitPick } from "./splitter.ts";

/** Under the strip: how to use it, and what can be done to the chosen tokens. */
export class TokenTools extends PageElement {
  static override properties = { ...PageElement.properties, adding: { type: Boolean }, splitting: { state: true } };
  /** Whether a plain tap adds to the selection, for those without a Shift key. */
  declare adding: boolean;
  /** The token whose place to split is being chosen. */
  declare splitting: string | null;

  constructor() {
    super();
    this.adding = false;
    this.splitting = null;
  }

  protected override willUpdate(): void {
    if (this.splitting !== this.controller.tokens.possible.split) this.splitting = null;
  }

  protected override render() {
    const { controller, splitting } = this;
    const { stage, formula } = this.words;
    if (splitting !== null)
      return html`<div class="tools">
        <page-splitter .token=${splitting} .words=${stage} @split-pick=${this.#picked}></page-splitter>
      </div>`;
    const { merged, split, byHand } = controller.tokens.possible;
    return html`<div class="tools">
      <p class="hint">
        <span class="mouse-only">${stage.hint}</span><span class="touch-only">${stage.hintTouch}</span>
      </p>
      <button class="txt touch-only" aria-pressed=${this.adding} @click=${this.#toggleAdding}>
        ${this.adding ? stage.selectDone : stage.select}
      </button>
      ${merged === null ? nothing : this.#renderTool(stage.merge, merged, () => controller.tokens.merge())}
      ${split === null ? nothing : this.#renderTool(stage.split, split, () => this.#split(split), "split")}
      ${byHand ? this.#renderButton(stage.reset, () => controller.tokens.reset()) : nothing}
      ${controller.pins.selection.length ? this.#renderButton(stage.clear, () => controller.pins.clearSelection()) : nothing}
      ${
        isDefault(controller.state.options)
          ? nothing
          : this.#renderButton(formula.reset, () => controller.setOptions(defaultOptions))
      }
    </div>`;
  }

  #renderButton(text: string, act: () => void) {
    return html`<button class="txt" @click=${act}>${text}</button>`;
  }

  /** The token in the button may be cut short. */
  #renderTool(template: string, text: string, act: () => void, id = "") {
    const name = fillRuns(template, { token: token(text) }).map(renderRun);
    return html`<button class="txt" data-tool=${id || nothing} title=${text} @click=${act}>${name}</button>`;
  }

  /** Where there is but one place, nothing need be chosen. */
  #split(token: string): void {
    const [first, ...more] = splitPlaces(token);
    if (first !== undefined && !more.length) this.controller.tokens.split(first);
    else this.splitting = token;
  }

  readonly #picked = ({ detail }: SplitPick): void => {
    this.splitting = null;
    if (detail !== null) this.controller.tokens.split(detail);
  };

  /** The focus goes back to where the choice began, or to the strip when that is gone. */
  protected override updated(changed: PropertyValues<this>): void {
    if (typeof changed.get("splitting") !== "string" || this.splitting !== null) return;
    const before = this.querySelector<HTMLElement>("[data-tool=split]");
    (before ?? document.querySelector<HTMLElement>("#strip"))?.focus({ preventScroll: true });
  }

  readonly #toggleAdding = (): void => {
    this.dispatchEvent(new CustomEvent("adding-toggle", { bubbles: true }));
  };
}

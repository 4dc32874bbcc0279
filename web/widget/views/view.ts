import { html, type nothing, render, type PropertyValues, type TemplateResult } from "lit";
import { PlacedElement } from "../placed-element.ts";

const restMilliseconds = 350;

/**
 * A picture with its numbers behind it: a table for those who do not see the picture, and a readout that is spoken while
 * the picture has the focus. Both wait for rest, so that moving the pointer stays quick and quiet.
 */
export abstract class AttnView extends PlacedElement {
  #resting: ReturnType<typeof setTimeout> | undefined;
  #spoken = "";

  /** What a screen reader should hear about the present state; "" for nothing. */
  protected abstract readout(): string;
  /** The picture as a table. */
  protected abstract table(): TemplateResult | typeof nothing;

  /** Called when nothing has changed for a moment: the time for what nobody needs while the pointer moves. */
  protected rested(): void {}

  /** Where the two go; part of each view's template. */
  protected readonly behind = html`<div class="unseen" aria-live="polite"></div>
    <div class="unseen behind"></div>`;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#resting);
  }

  protected override updated(_changed: PropertyValues): void {
    clearTimeout(this.#resting);
    const isFirst = this.renderRoot.querySelector(".behind")?.childNodes.length === 0;
    if (isFirst) this.#rest();
    else this.#resting = setTimeout(this.#rest, restMilliseconds);
  }

  readonly #rest = (): void => {
    const behind = this.renderRoot.querySelector<HTMLElement>(".behind");
    this.rested();
    if (behind) render(this.table(), behind);
    const words = this.matches(":focus-within") ? this.readout() : "";
    if (words === this.#spoken) return;
    this.#spoken = words;
    const region = this.renderRoot.querySelector("[aria-live]");
    if (region) region.textContent = words;
  };
}

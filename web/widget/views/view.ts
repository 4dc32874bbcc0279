import { LitElement, type PropertyValues } from "lit";
import type { Theme } from "../../render/colours.ts";
import { type WidgetStrings, widgetStrings } from "../../i18n/widget.ts";
import { Surroundings } from "../surroundings.ts";

const quietMilliseconds = 350;

/** What every view needs: theme and words of its surroundings, its own width, and a spoken readout that waits for rest. */
export abstract class AttnView extends LitElement {
  readonly #surroundings = new Surroundings(this);
  #widthObserver: ResizeObserver | null = null;
  #width = 0;
  #speaking: ReturnType<typeof setTimeout> | undefined;
  #spoken = "";

  /** Width of the content box in CSS pixels; 0 until it is laid out. */
  get width(): number {
    return this.#width;
  }
  /** Changes with everything outside that a layout depends on. */
  protected get placeKey(): string {
    return `${this.#width} ${this.#surroundings.theme} ${this.#surroundings.lang}`;
  }
  get words(): WidgetStrings {
    return widgetStrings(this.#surroundings.lang);
  }
  get shownTheme(): Theme {
    return this.#surroundings.theme;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#widthObserver = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width === this.#width) return;
      this.#width = width;
      this.requestUpdate();
    });
    this.#widthObserver.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#widthObserver?.disconnect();
    clearTimeout(this.#speaking);
  }

  /** What a screen reader should hear about the present state; "" for nothing. */
  protected abstract readout(): string;

  protected override updated(_changed: PropertyValues): void {
    const words = this.readout();
    if (words === this.#spoken) return;
    this.#spoken = words;
    clearTimeout(this.#speaking);
    this.#speaking = setTimeout(() => {
      const region = this.renderRoot.querySelector("[aria-live]");
      if (region) region.textContent = words;
    }, quietMilliseconds);
  }

  /** Tells the surroundings what the person did. */
  protected tell<Detail>(name: `attn-${string}`, detail: Detail): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

import { LitElement } from "lit";
import { onWords } from "../i18n/later.ts";
import { type WidgetStrings, widgetStrings } from "../i18n/widget.ts";
import type { Theme } from "../render/colours.ts";
import { Surroundings } from "./surroundings.ts";

/** An element that knows its place: theme, language and its own width. */
export abstract class PlacedElement extends LitElement {
  readonly #surroundings = new Surroundings(this);
  #widthObserver: ResizeObserver | null = null;
  #width = 0;
  #stopListening: (() => void) | null = null;

  /** Width of the content box in CSS pixels; 0 until it is laid out. */
  get width(): number {
    return this.#width;
  }
  get strings(): WidgetStrings {
    return widgetStrings(this.#surroundings.lang);
  }
  get shownTheme(): Theme {
    return this.#surroundings.theme;
  }
  /** Changes with everything outside that a layout depends on. */
  protected get placeKey(): string {
    return `${this.#width} ${this.#surroundings.theme} ${this.#surroundings.lang}`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = onWords(() => this.requestUpdate());
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
    this.#stopListening?.();
    this.#widthObserver?.disconnect();
  }

  /** Tells the surroundings what the person did. */
  protected tell<Detail>(name: `attn-${string}`, detail: Detail): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

import { LitElement } from "lit";
import { strings, type Strings } from "../../i18n/index.ts";
import type { Controller } from "../controller.ts";

/** An element of the page: drawn into the document itself, so that one style sheet serves all, and redrawn whenever the controller says so. */
export abstract class PageElement extends LitElement {
  static override properties: Record<string, object> = { controller: { attribute: false } };
  declare controller: Controller;

  get words(): Strings["page"] {
    return strings(this.controller.state.lang).page;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.controller.addEventListener("change", this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.controller.removeEventListener("change", this.#redraw);
  }

  readonly #redraw = (): void => this.requestUpdate();
}

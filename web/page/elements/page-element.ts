import { strings, type Strings } from "../../i18n/index.ts";
import type { Controller } from "../controller.ts";
import { LightElement } from "./light-element.ts";

/** An element of the page that shows its state: redrawn whenever the controller says so. */
export abstract class PageElement extends LightElement {
  static override properties: Record<string, object> = {};
  /** The controller's events that it is redrawn at. */
  protected readonly redrawnAt: readonly string[] = ["change"];
  /** No reactive property: those are not there yet when an element that already stands in the page becomes one of ours. */
  declare controller: Controller;

  get words(): Strings["page"] {
    return strings(this.controller.state.lang).page;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const event of this.redrawnAt) this.controller.addEventListener(event, this.#redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const event of this.redrawnAt) this.controller.removeEventListener(event, this.#redraw);
  }

  readonly #redraw = (): void => this.requestUpdate();
}

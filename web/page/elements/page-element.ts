import { strings, type Strings } from "../../i18n/index.ts";
import type { Controller } from "../controller.ts";
import { LightElement } from "./light-element.ts";

/** A task behind the next frame. */
const afterNextFrame = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** An element of the page that shows its state: redrawn whenever the controller says so. */
export abstract class PageElement extends LightElement {
  static override properties: Record<string, object> = {};
  /** The controller's events that it is redrawn at. */
  protected readonly redrawnAt: readonly string[] = ["change"];
  /** Whether it draws a transformer's first picture only once the strip of that is on the screen, in a task of its own. */
  protected readonly isAfterStrip: boolean = false;
  #isOfModel = false;
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

  /** A transformer's first picture brings so much at once that people would wait for all of it. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const wasOfModel = this.#isOfModel;
    this.#isOfModel = Boolean(this.controller.picture?.model);
    if (!this.isAfterStrip || wasOfModel || !this.#isOfModel) return super.scheduleUpdate();
    return afterNextFrame().then(() => super.scheduleUpdate());
  }

  readonly #redraw = (): void => this.requestUpdate();
}

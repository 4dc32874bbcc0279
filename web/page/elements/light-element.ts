import { LitElement } from "lit";

/** Drawn into the document itself, so that one style sheet serves the whole page. */
export abstract class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

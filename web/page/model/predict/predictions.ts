import { html, nothing } from "lit";
import { PageElement } from "../../elements/page-element.ts";

/** What the model makes of the text, by the head that it has: the next token, hidden words, or labels. */
export class Predictions extends PageElement {
  protected override render() {
    const { controller } = this;
    switch (controller.picture?.model?.model.info.head) {
      case "lm":
        return html`<page-next-token .controller=${controller}></page-next-token>`;
      case "masked_lm":
        return html`<page-mask-words .controller=${controller}></page-mask-words>`;
      case "classifier":
        return html`<page-labels .controller=${controller}></page-labels>`;
      default:
        return nothing;
    }
  }
}

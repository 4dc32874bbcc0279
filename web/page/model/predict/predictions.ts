import { html, nothing } from "lit";
import { PageElement } from "../../elements/page-element.ts";
import { fill } from "../../words.ts";

/** What the model makes of the text, by the head that it has: the next token, hidden words, or labels. */
export class Predictions extends PageElement {
  protected override render() {
    const { controller } = this;
    const info = controller.picture?.model?.model.info;
    switch (info?.head) {
      case "lm":
        return html`<page-next-token .controller=${controller}></page-next-token>`;
      case "masked_lm":
        return html`<page-mask-words .controller=${controller}></page-mask-words>`;
      case "classifier":
        return html`<page-labels .controller=${controller}></page-labels>`;
      default:
        return info?.otherHead
          ? html`<div class="predict">
              <p class="hint">${fill(this.words.model.predict.otherHead, { name: info.otherHead })}</p>
            </div>`
          : nothing;
    }
  }
}

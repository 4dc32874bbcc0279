import { html } from "lit";
import { closeIcon } from "../icons.ts";
import { PageElement } from "./page-element.ts";

export type DialogId = "caveat" | "licences";

const readings = [
  { name: "Jain & Wallace 2019: Attention is not Explanation", url: "https://arxiv.org/abs/1902.10186" },
  { name: "Wiegreffe & Pinter 2019: Attention is not not Explanation", url: "https://arxiv.org/abs/1908.04626" },
];

/** The promise and the licences, and the dialogs that say more: of the licences, and of the caveat beside the steps. */
export class Foot extends PageElement {
  /** Opens a dialog from elsewhere on the page. */
  open(id: DialogId): void {
    this.querySelector<HTMLDialogElement>(`#dialog-${id}`)?.showModal();
  }

  protected override render() {
    const { foot, caveat } = this.words;
    return html`<footer class="foot page">
        <p>${foot.private} <button class="link" @click=${() => this.open("licences")}>${foot.licences}</button></p>
      </footer>
      ${this.#renderDialog("caveat", caveat.title, [
        ...caveat.paragraphs.map((text) => html`<p>${text}</p>`),
        html`<p>${this.controller.state.model ? caveat.ofModel : caveat.ofVectors}</p>`,
        html`<p>${caveat.reading}</p>
          <ul>
            ${readings.map(
              ({ name, url }) => html`<li><a href=${url} rel="noreferrer" target="_blank" lang="en">${name}</a></li>`,
            )}
          </ul>`,
      ])}
      ${this.#renderDialog(
        "licences",
        foot.licenceTitle,
        foot.licenceText.map((text) => html`<p>${text}</p>`),
      )}`;
  }

  #renderDialog(id: DialogId, title: string, body: unknown[]) {
    return html`<dialog id="dialog-${id}" aria-labelledby="title-${id}" @click=${closeOnBackdrop}>
      <form method="dialog">
        <h2 id="title-${id}">${title}</h2>
        <button class="icon" aria-label=${this.words.bar.close}>${closeIcon}</button>
      </form>
      ${body}
    </dialog>`;
  }
}

function closeOnBackdrop(event: MouseEvent): void {
  const dialog = event.currentTarget as HTMLDialogElement;
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  const inside = event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
  if (event.target === dialog && !inside) dialog.close();
}

import { html, nothing } from "lit";
import { LightElement } from "./light-element.ts";

/** Something the person should know that is not about a place on the page. */
export interface Notice {
  text: string;
  action?: { label: string; run: () => void };
  /** Text to copy by hand. */
  copy?: string;
  /** Of files that were dropped or chosen: it goes when others are. */
  ofFiles?: true;
}

/** Lines under the top bar, each dismissable. */
export class Notices extends LightElement {
  static override properties = { notices: { attribute: false }, dismiss: {} };
  declare notices: readonly Notice[];
  /** The word on the button. */
  declare dismiss: string;

  constructor() {
    super();
    this.notices = [];
    this.dismiss = "";
  }

  protected override render() {
    return html`<div class="notices page" role="status">
      ${this.notices.map(
        (notice) =>
          html`<p class="notice">
            <span>${notice.text}</span>
            ${
              notice.copy === undefined
                ? nothing
                : html`<textarea readonly rows="2" aria-label=${notice.text} @focus=${selectAll}>
${notice.copy}</textarea>`
            }
            ${
              notice.action
                ? html`<button class="txt boxed" @click=${notice.action.run}>${notice.action.label}</button>`
                : nothing
            }
            <button class="txt" @click=${() => this.#dismiss(notice)}>${this.dismiss}</button>
          </p>`,
      )}
    </div>`;
  }

  #dismiss(notice: Notice): void {
    this.dispatchEvent(new CustomEvent("notice-dismiss", { detail: notice, bubbles: true }));
  }
}

const selectAll = (event: FocusEvent) => (event.target as HTMLTextAreaElement).select();

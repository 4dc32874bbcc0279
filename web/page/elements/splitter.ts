import { html, nothing } from "lit";
import type { Strings } from "../../i18n/index.ts";
import { splitPlaces } from "../state/hand-tokens.ts";
import { fill, textLanguage } from "../words.ts";
import { LightElement } from "./light-element.ts";

/** The event of a splitter: where to split the token, or null when the person thought better of it. */
export type SplitPick = CustomEvent<number | "all" | null>;

/** A token letter by letter, with a place to split it between any two. Arrow keys move between the places, Enter splits, Esc gives up. */
export class Splitter extends LightElement {
  static override properties = { token: {}, words: { attribute: false } };
  declare token: string;
  declare words: Strings["page"]["stage"];

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("keydown", this.#key);
  }

  get #places(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".cut")];
  }

  protected override render() {
    const { token, words } = this;
    const places = splitPlaces(token);
    return html`<div class="splitter" role="group" aria-label=${fill(words.splitWhere, { token })}>
      <span class="hint">${words.splitHint}</span>
      <span class="letters" dir="auto" lang=${textLanguage(token) ?? nothing}
        >${[0, ...places].map((start, index) => {
          const part = html`<span>${token.slice(start, places[index])}</span>`;
          return start === 0 ? part : html`${this.#renderPlace(start, index === 1)}${part}`;
        })}</span
      >
      <button class="txt" @click=${() => this.#tell("all")}>${words.splitAll}</button>
      <button class="txt" @click=${() => this.#tell(null)}>${words.splitCancel}</button>
    </div>`;
  }

  #renderPlace(at: number, isFirst: boolean) {
    const [left, right] = [this.token.slice(0, at), this.token.slice(at)];
    const label = fill(this.words.splitAt, { left: left.trim(), right: right.trim() });
    return html`<button
      class="cut"
      tabindex=${isFirst ? 0 : -1}
      aria-label=${label}
      @click=${() => this.#tell(at)}
    ></button>`;
  }

  protected override firstUpdated(): void {
    this.#places[0]?.focus({ preventScroll: true });
  }

  readonly #key = (event: KeyboardEvent): void => {
    const places = this.#places;
    const now = places.indexOf(document.activeElement as HTMLElement);
    const goTo = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: places.length - 1 }[event.key];
    if (event.key === "Escape") this.#tell(null);
    else if (now >= 0 && goTo !== undefined) places.at(goTo % places.length)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  #tell(at: number | "all" | null): void {
    this.dispatchEvent(new CustomEvent("split-pick", { detail: at, bubbles: true }));
  }
}

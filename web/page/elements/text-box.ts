import { html, type PropertyValues } from "lit";
import { LightElement } from "./light-element.ts";

/** The event of a text box: the whole text, never in the middle of a composition. */
export type TextInput = CustomEvent<string>;

const growsByItself = CSS.supports("field-sizing", "content");

/**
 * A text area as tall as its text. What is typed is never rewritten: the value is only set when it comes from elsewhere,
 * and nothing is told between compositionstart and compositionend.
 */
export class TextBox extends LightElement {
  static override properties = {
    value: {},
    label: {},
    placeholder: {},
    describedBy: { attribute: false },
    invalid: { type: Boolean },
  };
  declare value: string;
  declare label: string;
  declare placeholder: string;
  declare describedBy: string;
  declare invalid: boolean;
  #composing = false;
  #widthObserver: ResizeObserver | null = null;
  #width = 0;

  constructor() {
    super();
    this.value = this.label = this.placeholder = this.describedBy = "";
    this.invalid = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#widthObserver = new ResizeObserver(() => {
      if (this.clientWidth !== this.#width) this.#fit();
      this.#width = this.clientWidth;
    });
    this.#widthObserver.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#widthObserver?.disconnect();
  }

  get #area(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  override focus(): void {
    this.#area?.focus();
  }

  protected override render() {
    return html`<textarea
      rows="1"
      spellcheck="false"
      autocapitalize="off"
      dir="auto"
      aria-label=${this.label}
      aria-describedby=${this.describedBy}
      aria-invalid=${this.invalid}
      placeholder=${this.placeholder}
      @compositionstart=${() => (this.#composing = true)}
      @compositionend=${this.#composed}
      @input=${this.#typed}
    ></textarea>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const area = this.#area;
    if (!area || this.#composing || !changed.has("value")) return;
    // The area itself turns \r\n into \n; only a real difference may move the caret.
    const value = this.value.replace(/\r\n?/g, "\n");
    if (area.value !== value) area.value = value;
    this.#fit();
  }

  readonly #composed = (): void => {
    this.#composing = false;
    this.#tell();
  };

  readonly #typed = (): void => {
    this.#fit();
    if (!this.#composing) this.#tell();
  };

  #tell(): void {
    const text = this.#area?.value ?? "";
    this.dispatchEvent(new CustomEvent("text-input", { detail: text, bubbles: true }));
  }

  #fit(): void {
    const area = this.#area;
    if (!area || growsByItself) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }
}

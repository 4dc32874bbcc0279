import { html, nothing, type TemplateResult } from "lit";
import { textLanguage } from "../words.ts";
import { LightElement } from "./light-element.ts";

export interface MenuItem {
  id: string;
  label: string;
  hint?: string;
}
export interface MenuGroup {
  /** Empty where the items speak for themselves. */
  title: string;
  items: MenuItem[];
}
/** The event of a menu: the id of the chosen item. */
export type MenuPick = CustomEvent<string>;

let menus = 0;

/** A button that opens a list of commands. Arrow keys move, Home and End jump, Esc closes and gives the focus back. */
export class Menu extends LightElement {
  static override properties = {
    label: {},
    groups: { attribute: false },
    icon: { attribute: false },
    open: { state: true },
  };
  declare label: string;
  declare groups: MenuGroup[];
  /** Shown instead of the label, which then is only spoken. */
  declare icon: TemplateResult | null;
  declare open: boolean;
  readonly #id = `menu-${(menus += 1)}`;

  constructor() {
    super();
    this.label = "";
    this.groups = [];
    this.icon = null;
    this.open = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("pointerdown", this.#outside);
    this.addEventListener("keydown", this.#key);
    this.addEventListener("focusout", this.#left);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("pointerdown", this.#outside);
  }

  get #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[role=menuitem]")];
  }

  protected override render() {
    return html`<button
        class=${this.icon ? "icon" : "txt"}
        aria-haspopup="menu"
        aria-expanded=${this.open}
        aria-controls=${this.open ? this.#id : nothing}
        aria-label=${this.icon ? this.label : nothing}
        @click=${() => this.#show(!this.open)}
      >
        ${this.icon ?? html`${this.label}<i class="chev"></i>`}
      </button>
      ${this.open ? html`<div class="menu" role="menu" id=${this.#id} aria-label=${this.label}>${this.#renderGroups()}</div>` : nothing}`;
  }

  #renderGroups() {
    return this.groups.map(
      (group) =>
        html`<div role="group" aria-label=${group.title || this.label}>
          ${group.title ? html`<p class="menutitle" aria-hidden="true">${group.title}</p>` : nothing}
          ${group.items.map(
            (item) =>
              html`<button role="menuitem" tabindex="-1" @click=${() => this.#pick(item.id)}>
                <span lang=${textLanguage(item.label) ?? nothing}>${item.label}</span
                >${item.hint ? html`<small>${item.hint}</small>` : nothing}
              </button>`,
          )}
        </div>`,
    );
  }

  #show(open: boolean): void {
    this.open = open;
    void this.updateComplete.then(() => {
      if (!open) return;
      this.#place();
      this.#items[0]?.focus({ preventScroll: true });
    });
  }

  /** Keeps the list inside the window. */
  #place(): void {
    const list = this.querySelector<HTMLElement>(".menu");
    if (!list) return;
    const over = list.getBoundingClientRect().right - (document.documentElement.clientWidth - 8);
    if (over > 0) list.style.left = `${list.offsetLeft - over}px`;
  }

  #close(): void {
    this.open = false;
    this.querySelector("button")?.focus();
  }

  #pick(id: string): void {
    this.#close();
    this.dispatchEvent(new CustomEvent("menu-pick", { detail: id, bubbles: true }));
  }

  readonly #outside = (event: Event): void => {
    if (this.open && !event.composedPath().includes(this)) this.open = false;
  };

  readonly #left = (event: FocusEvent): void => {
    if (this.open && event.relatedTarget instanceof Node && !this.contains(event.relatedTarget)) this.open = false;
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (!this.open) return;
    const items = this.#items;
    const now = items.indexOf(document.activeElement as HTMLElement);
    const goTo = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: items.length - 1 }[event.key];
    if (goTo !== undefined) items.at(goTo % items.length)?.focus();
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

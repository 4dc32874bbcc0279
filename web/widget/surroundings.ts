import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Theme } from "../render/colours.ts";
import { isLight } from "./is-light.ts";

type Host = ReactiveControllerHost & HTMLElement;

/** The element's ancestors, itself first, across shadow roots. */
function* lineage(element: Element): Generator<Element> {
  for (let at: Element | null = element; at; at = parentOf(at)) yield at;
}

function parentOf(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  const parent = element.parentNode;
  return parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null;
}

/**
 * Theme and language of the place where an element stands; the host updates when either changes. Where nobody names a
 * theme, the text's colour tells it: a page may be light whatever the system is, and each tool switches in its own way.
 */
export class Surroundings implements ReactiveController {
  readonly #host: Host;
  #observer: MutationObserver | null = null;
  #dark: MediaQueryList | null = null;
  theme: Theme = "light";
  lang = "en";

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#dark = matchMedia("(prefers-color-scheme: dark)");
    this.#dark.addEventListener("change", this.#read);
    document.addEventListener("transitionend", this.#read);
    this.#observer = new MutationObserver(this.#read);
    for (const element of lineage(this.#host)) this.#observer.observe(element, { attributes: true });
    this.#read();
  }

  hostDisconnected(): void {
    this.#dark?.removeEventListener("change", this.#read);
    document.removeEventListener("transitionend", this.#read);
    this.#observer?.disconnect();
  }

  readonly #read = (): void => {
    const theme = this.#theme();
    const lang = this.#nearest("lang") || navigator.language;
    if (theme === this.theme && lang === this.lang) return;
    [this.theme, this.lang] = [theme, lang];
    this.#host.requestUpdate();
  };

  #theme(): Theme {
    const named = this.#nearest("theme", "data-theme");
    if (named === "dark" || named === "light") return named;
    return isLight(getComputedStyle(this.#host).color) ? "dark" : "light";
  }

  #nearest(...names: string[]): string {
    for (const element of lineage(this.#host))
      for (const name of names) {
        const value = element.getAttribute(name);
        if (value) return value;
      }
    return "";
  }
}

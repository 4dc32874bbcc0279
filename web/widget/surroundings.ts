import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Theme } from "../render/colours.ts";

type Host = ReactiveControllerHost & HTMLElement;
const attributes = ["data-theme", "theme", "lang"];

/** The element's ancestors, itself first, across shadow roots. */
function* lineage(element: Element): Generator<Element> {
  for (let at: Element | null = element; at; at = parentOf(at)) yield at;
}

function parentOf(element: Element): Element | null {
  if (element.assignedSlot) return element.assignedSlot;
  const parent = element.parentNode;
  return parent instanceof ShadowRoot ? parent.host : parent instanceof Element ? parent : null;
}

/** Theme and language of the place where an element stands; the host updates when either changes. */
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
    this.#observer = new MutationObserver(this.#read);
    for (const element of lineage(this.#host))
      this.#observer.observe(element, { attributes: true, attributeFilter: attributes });
    this.#read();
  }

  hostDisconnected(): void {
    this.#dark?.removeEventListener("change", this.#read);
    this.#observer?.disconnect();
  }

  readonly #read = (): void => {
    const asked = this.#nearest("theme", "data-theme");
    const theme = asked === "dark" || asked === "light" ? asked : this.#dark?.matches ? "dark" : "light";
    const lang = this.#nearest("lang") || navigator.language;
    // Attributes are also reported when they are set to what they were.
    if (theme === this.theme && lang === this.lang) return;
    [this.theme, this.lang] = [theme, lang];
    this.#host.requestUpdate();
  };

  #nearest(...names: string[]): string {
    for (const element of lineage(this.#host))
      for (const name of names) {
        const value = element.getAttribute(name);
        if (value) return value;
      }
    return "";
  }
}

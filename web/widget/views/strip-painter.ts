import { shadesOf, type Shade, type Theme } from "../../render/colours.ts";
import type { TokenPlace } from "./strip-input.ts";
import type { TokenLook } from "./strip-looks.ts";

interface Painted {
  element: HTMLElement;
  word: HTMLElement;
  number: HTMLElement | null;
  change: HTMLElement | null;
  place: TokenPlace;
  /** Its place in its line, where hidden tokens do not count. */
  at: number;
  look: TokenLook | null;
  label: string;
}

type LookOf = (place: TokenPlace) => TokenLook;
/** First and one past the last token of the line of others. */
export type TokenRange = readonly [from: number, to: number];
const marks = ["source", "other", "top", "masked", "marked"] as const;

/**
 * Shades the tokens of a strip in place, and writes only what is not so already: this is what lets a text of a thousand
 * tokens follow the pointer.
 */
export class StripPainter {
  #tokens: Painted[] = [];
  #theme: Theme = "light";
  #shades: readonly Shade[] = shadesOf("light");

  /** Takes the tokens as they are now in the tree; nothing is known of how they were painted. */
  adopt(root: ParentNode): void {
    const lines = Array.from(root.querySelectorAll(".strip"), (strip) => [
      ...strip.querySelectorAll<HTMLElement>(".token"),
    ]);
    this.#tokens = lines.flatMap((line) =>
      line.map((element, at) => ({
        element,
        word: element.firstElementChild as HTMLElement,
        number: element.querySelector<HTMLElement>(".number"),
        change: element.querySelector<HTMLElement>(".change"),
        place: placeOf(element),
        at,
        look: null,
        label: "",
      })),
    );
  }

  /** Where the Tab key enters the line of `element`. */
  focusableBeside(element: HTMLElement): HTMLElement | undefined {
    const { side } = placeOf(element);
    return this.#tokens.find(({ place, look }) => place.side === side && look?.focusable)?.element;
  }

  /**
   * @param range the others to paint, beside those that stand out; null: all
   * @param outstanding the others that now stand out
   * @param labelOf what each is called with its weight; null leaves that for later
   */
  paint(
    theme: Theme,
    lookOf: LookOf,
    range: TokenRange | null,
    outstanding: ReadonlySet<number>,
    labelOf: ((place: TokenPlace, look: TokenLook) => string) | null,
  ): void {
    if (theme !== this.#theme) this.#readTheme(theme);
    for (const token of this.#tokens) {
      const { look: before, at, place } = token;
      const isInSight = !range || place.side === "source" || (at >= range[0] && at < range[1]);
      if (!isInSight && before && !standsOut(before) && !outstanding.has(place.index)) continue;
      const look = lookOf(place);
      this.#write(token, look, before);
      token.look = look;
      if (labelOf) writeLabel(token, labelOf(token.place, look));
    }
  }

  #readTheme(theme: Theme): void {
    this.#theme = theme;
    this.#shades = shadesOf(theme);
    for (const token of this.#tokens) token.look = null;
  }

  #write({ element, word, number, change }: Painted, look: TokenLook, before: TokenLook | null): void {
    if (look.level !== before?.level) {
      const { fill, ink } = this.#shades[look.level] ?? { fill: "", ink: "" };
      word.style.backgroundColor = fill;
      word.style.color = ink;
    }
    if (number && look.number !== before?.number) setText(number, look.number);
    if (change && look.change !== before?.change) setText(change, look.change);
    for (const mark of marks) if (look[mark] !== before?.[mark]) element.classList.toggle(mark, look[mark]);
    if (look.source !== before?.source) element.setAttribute("aria-selected", String(look.source));
    if (look.focusable !== before?.focusable) element.tabIndex = look.focusable ? 0 : -1;
  }
}

/** What stands out is painted wherever it is, so that it does not stay marked out of sight. */
const standsOut = (look: TokenLook) => look.source || look.other || look.focusable;

const placeOf = ({ dataset }: HTMLElement): TokenPlace => ({
  index: Number(dataset["index"]),
  side: dataset["side"] === "source" ? "source" : "other",
});

function setText(element: HTMLElement, text: string): void {
  if (element.firstChild instanceof Text) element.firstChild.data = text;
  else element.textContent = text;
}

function writeLabel(token: Painted, label: string): void {
  if (label === token.label) return;
  token.label = label;
  token.element.setAttribute("aria-label", label);
}

import { css, textOn, weightColour, type Theme } from "../../render/colours.ts";

export interface TokenLook {
  /** Share of the largest weight, 0 … 1. */
  share: number;
  masked: boolean;
}

/** Shades tokens in place. Direct properties: a custom property on each of 1,024 tokens would cost a frame. */
export function paintTokens(tokens: Iterable<HTMLElement>, theme: Theme, lookOf: (index: number) => TokenLook): void {
  for (const token of tokens) {
    const { share, masked } = lookOf(Number(token.dataset["index"]));
    const word = token.firstElementChild as HTMLElement;
    const shade = weightColour(theme, share);
    word.style.backgroundColor = css(shade);
    word.style.color = textOn(shade);
    token.classList.toggle("masked", masked);
  }
}

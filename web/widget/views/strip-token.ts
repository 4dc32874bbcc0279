import { html, nothing, type TemplateResult } from "lit";
import type { TokenPlace } from "./strip-input.ts";
import { isChinese, textLang } from "./text.ts";

/** From here on a word may be cut, so that it can also be read in full where the pointer rests. */
const longWord = 20;

export interface StripTokenLook {
  text: string;
  /** Its weight as written; "" where none belongs under it. */
  number: string;
  /** What else is to be said about it. */
  note: string;
  selected: boolean;
  focusable: boolean;
  marks: Record<"source" | "other" | "top" | "special" | "unknown", boolean>;
}

export function tokenTemplate({ index, side }: TokenPlace, look: StripTokenLook): TemplateResult {
  const { text, number, note } = look;
  const classes = Object.entries({ ...look.marks, chinese: isChinese(text) }).flatMap(([name, on]) =>
    on ? [name] : [],
  );
  const title = [text.length >= longWord ? text : "", note].filter(Boolean).join(": ");
  return html`<div
    part="token"
    class="token ${classes.join(" ")}"
    role="option"
    aria-selected=${look.selected}
    aria-label=${[text, number, note].filter(Boolean).join(", ")}
    tabindex=${look.focusable ? 0 : -1}
    title=${title || nothing}
    data-index=${index}
    data-side=${side}
  >
    <span part="word" class="word" lang=${textLang(text) ?? nothing}>${text}</span>
    ${side === "other" ? html`<span part="number" class="number">${number}</span>` : nothing}
  </div>`;
}

import { html, nothing } from "lit";
import { cutShort, textLanguage, type Run } from "../words.ts";

/** A stretch of a sentence: plain, a number, or a token in its own language and direction, cut short where it is very long. */
export function renderRun({ text, mark }: Run) {
  if (mark === "plain") return text;
  if (mark === "number") return html`<span class="num">${text}</span>`;
  if (mark === "strong") return html`<b>${text}</b>`;
  const shown = cutShort(text);
  return html`<b dir="auto" lang=${textLanguage(text) ?? nothing} title=${shown === text ? nothing : text}
    >${shown}</b
  >`;
}

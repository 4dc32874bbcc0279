import { html, nothing } from "lit";
import { cutShort, textLanguage, type Run } from "../words.ts";

/** A stretch of a sentence: plain, a number, or a token in its own language and direction, cut short where it is very long. */
export function renderRun({ text, mark }: Run) {
  if (mark === "plain") return text;
  if (mark === "number") return html`<span class="num">${text}</span>`;
  if (mark === "strong") return html`<b>${text}</b>`;
  const shown = cutShort(text);
  const whole = shown === text ? nothing : text;
  // Among words a token that is a mark would read as one of the sentence's own.
  const kind = /^\p{P}+$/u.test(text) ? "mark" : nothing;
  return html`<b class=${kind} dir="auto" lang=${textLanguage(text) ?? nothing} title=${whole}>${shown}</b>`;
}

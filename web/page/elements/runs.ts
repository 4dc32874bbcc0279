import { html, nothing } from "lit";
import { textLanguage, type Run } from "../words.ts";

/** A stretch of a sentence: plain, a number, or a token in its own language. */
export function renderRun({ text, mark }: Run) {
  if (mark === "plain") return text;
  if (mark === "number") return html`<span class="num">${text}</span>`;
  return html`<b lang=${(mark === "token" && textLanguage(text)) || nothing}>${text}</b>`;
}

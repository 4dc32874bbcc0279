import { html, nothing, type TemplateResult } from "lit";
import type { WidgetStrings } from "../../i18n/widget.ts";
import { beginsSecond, type ViewToken } from "../../render/view-data.ts";
import type { TokenPlace } from "./strip-input.ts";
import type { TokenLook } from "./strip-looks.ts";
import { isChinese, textLang, visibleText } from "./text.ts";

/** From here on a word may be cut, so that it can also be read in full where the pointer rests. */
const longWord = 20;
/** From here on a word may be wider than a phone; to cut every word would make a layer of each. */
const wideWord = 8;

/** What a token is, whatever its weight. */
export interface StripTokenText {
  text: string;
  /** What else is to be said about it. */
  note: string;
  marks: Record<"special" | "unknown" | "begins", boolean>;
}

export function tokenText(list: readonly ViewToken[], index: number, view: WidgetStrings["view"]): StripTokenText {
  const { text, known, special, piece } = list[index] ?? { text: "", known: true, special: false };
  const unknown = !known && !special;
  const begins = beginsSecond(list, index);
  const note = [
    unknown ? (piece === undefined ? view.unknown : view.unknownPiece) : "",
    begins ? view.secondBegins : "",
  ]
    .filter(Boolean)
    .join(", ");
  return { text: visibleText(text), note, marks: { special, unknown, begins } };
}

/** What a token is called with its weight. */
export function tokenLabel(
  list: readonly ViewToken[],
  index: number,
  { spoken, change }: Pick<TokenLook, "spoken" | "change">,
  view: WidgetStrings["view"],
): string {
  const { text, note } = tokenText(list, index, view);
  return [text, spoken, change && view.changedBy(change), note].filter(Boolean).join(", ");
}

/**
 * The place of a token; its shade, its numbers and what changes with the pair are painted on it.
 * @param changeable whether there is room for a change under its weight
 */
export function tokenTemplate(
  { index, side }: TokenPlace,
  { text, note, marks }: StripTokenText,
  changeable: boolean,
): TemplateResult {
  const looks = { ...marks, chinese: isChinese(text), wide: text.length >= wideWord };
  const classes = Object.entries(looks).flatMap(([name, on]) => (on ? [name] : []));
  const title = [text.length >= longWord ? text : "", note].filter(Boolean).join(": ");
  return html`<div
    part="token"
    class="token ${classes.join(" ")}"
    role="option"
    title=${title || nothing}
    data-index=${index}
    data-side=${side}
  >
    <span part="word" class="word" lang=${textLang(text) ?? nothing}>${text}</span>
    ${side === "other" ? html`<span part="number" class="number"></span>` : nothing}
    ${side === "other" && changeable ? html`<span part="change" class="change"></span>` : nothing}
  </div>`;
}

/** Small facts about a token's text that fonts and layout need. */
import type { WidgetStrings } from "../../i18n/widget.ts";
import { isChinese, visibleText } from "../../render/token-text.ts";
import type { ViewToken } from "../../render/view-data.ts";

export { isChinese, visibleText };

/** Chinese glyphs differ by language: say which one is meant. */
export const textLang = (text: string): string | undefined => (isChinese(text) ? "zh-CN" : undefined);

let pen: CanvasRenderingContext2D | null = null;
/** Width of a text in pixels, in a CSS font shorthand. */
export function textWidth(text: string, font: string): number {
  pen ??= document.createElement("canvas").getContext("2d");
  if (!pen) return text.length * 8;
  pen.font = font;
  return pen.measureText(text).width;
}

/** A token as it is spoken: with its text where two texts make one sequence. */
export function spokenText(token: ViewToken | undefined, { inText }: WidgetStrings["view"]): string {
  const text = visibleText(token?.text ?? "");
  return token?.segment ? inText(text, token.segment === "a" ? "A" : "B") : text;
}

/** Small facts about a token's text that fonts and layout need. */
const han = /\p{Script=Han}/u;

export const isChinese = (text: string): boolean => han.test(text);

/** Chinese glyphs differ by language: say which one is meant. */
export const textLang = (text: string): string | undefined => (isChinese(text) ? "zh-CN" : undefined);

const codePoint = (character: string) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;

/** Control characters, blanks and joiners that join nothing as something that can be seen. */
export const visibleText = (text: string): string =>
  text
    .replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/^\s+$/, (s) => "␣".repeat(s.length))
    .replace(/^\p{Cf}+$/u, (s) => Array.from(s, codePoint).join(" ")) || "∅";

let pen: CanvasRenderingContext2D | null = null;
/** Width of a text in pixels, in a CSS font shorthand. */
export function textWidth(text: string, font: string): number {
  pen ??= document.createElement("canvas").getContext("2d");
  if (!pen) return text.length * 8;
  pen.font = font;
  return pen.measureText(text).width;
}

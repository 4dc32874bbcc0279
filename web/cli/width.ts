/** How many terminal columns a text takes, and the text made safe to print. */

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const zeroWidth = /^[\p{Mark}\p{Cf}]+$/u;
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Emoji_Presentation}\uFE0F\u3000-\u303E\u31C0-\u31EF\uFF01-\uFF60\uFFE0-\uFFE6]/u;
const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const firstStrongIsolate = "\u2068";
const popDirectionalIsolate = "\u2069";

/** Columns of a text in a terminal: 2 for a wide character or an emoji, 0 for a mark on its own. */
export function columns(text: string): number {
  let sum = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (!zeroWidth.test(segment)) sum += wide.test(segment) ? 2 : 1;
  }
  return sum;
}

/** Pads to a number of columns; a longer text is cut and ends in "…". */
export function fit(text: string, width: number): string {
  const missing = width - columns(text);
  if (missing >= 0) return text + " ".repeat(missing);
  let cut = "";
  for (const { segment } of graphemes.segment(text)) {
    if (columns(cut + segment) > width - 1) break;
    cut += segment;
  }
  return fit(`${cut}…`, width);
}

/**
 * A person's text as it may go to a terminal: control characters become their pictures (an escape sequence would act),
 * lone surrogates U+FFFD, and right-to-left words are isolated so that they do not turn their row around.
 */
export function printable(text: string): string {
  const visible = text
    .replace(/[\u0000-\u001F]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/\u007F/g, "␡")
    .replace(/[\u0080-\u009F\u200E\u200F\u2028-\u202E\u2066-\u2069]/g, "\uFFFD")
    .replace(/\p{Surrogate}/gu, "\uFFFD");
  return rightToLeft.test(visible) ? firstStrongIsolate + visible + popDirectionalIsolate : visible;
}

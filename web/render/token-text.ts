/** A token's text as it can be shown, on a canvas as well as in a file. */
const han = /\p{Script=Han}/u;

export const isChinese = (text: string): boolean => han.test(text);

const codePoint = (character: string) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;

const blanks: Record<string, string> = { "\n": "↵", "\r": "↵", "\t": "⇥" };
const blankSign = (blank: string) => blanks[blank] ?? (blank < " " ? controlSign(blank) : "␣");
const controlSign = (control: string) => String.fromCharCode(0x2400 + control.charCodeAt(0));

/** Blanks that stand alone, control characters and joiners that join nothing as something that can be seen. */
export function visibleText(text: string): string {
  if (text.trim() === "") return Array.from(text, blankSign).join("") || "∅";
  return text
    .replace(/[\n\r\t]/g, blankSign)
    .replace(/[\u0000-\u001f]/g, controlSign)
    .replace(/^[\p{Cf}\p{Default_Ignorable_Code_Point}]+$/u, (joiners) => Array.from(joiners, codePoint).join(" "));
}

/** A token's text as it can be shown, on a canvas as well as in a file. */
const han = /\p{Script=Han}/u;

export const isChinese = (text: string): boolean => han.test(text);

const codePoint = (character: string) => `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;

/** Control characters, blanks and joiners that join nothing as something that can be seen. */
export const visibleText = (text: string): string =>
  text
    .replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0)))
    .replace(/^\s+$/, (s) => "␣".repeat(s.length))
    .replace(/^[\p{Cf}\p{Default_Ignorable_Code_Point}]+$/u, (s) => Array.from(s, codePoint).join(" ")) || "∅";

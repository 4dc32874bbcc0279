/** All words of the interface, one place per language. The widget takes ./widget.ts, which leaves the page's words out. */
import { en } from "./en.ts";
import { interfaceLanguage } from "./language.ts";
import { zh } from "./zh.ts";

export { interfaceLanguage, type InterfaceLanguage } from "./language.ts";
export type Strings = typeof en;

export const strings = (tag: string): Strings => (interfaceLanguage(tag) === "zh" ? zh : en);

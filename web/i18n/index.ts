/** All words of the interface, one place per language. The widget takes ./widget.ts, which leaves the page's words out. */
import { en } from "./en.ts";
import { interfaceLanguage } from "./language.ts";
import { LaterWords } from "./later.ts";
import { loadWidgetStrings } from "./widget.ts";

export { interfaceLanguage, type InterfaceLanguage } from "./language.ts";
export { onWords } from "./later.ts";
export type Strings = typeof en;

const zh = new LaterWords<Strings>(() => import("./zh.ts").then((loaded) => loaded.zh));

/** English until those of another language have come; onWords() tells when. */
export const strings = (tag: string): Strings => (interfaceLanguage(tag) === "zh" ? (zh.now ?? en) : en);

/** Those of the page and of the views in it. */
export async function loadStrings(tag: string): Promise<void> {
  if (interfaceLanguage(tag) === "zh") await Promise.all([zh.load(), loadWidgetStrings(tag)]);
}

/** The words that the custom elements need. */
import { errors } from "./errors.en.ts";
import { interfaceLanguage } from "./language.ts";
import { LaterWords } from "./later.ts";
import { view } from "./view.en.ts";

const en = { view, errors };
export type WidgetStrings = typeof en;
const zh = new LaterWords<WidgetStrings>(() => import("./widget-zh.ts").then((loaded) => loaded.widgetZh));

/** English until those of another language have come; onWords() tells when. */
export const widgetStrings = (tag: string): WidgetStrings => (interfaceLanguage(tag) === "zh" ? (zh.now ?? en) : en);

export const loadWidgetStrings = async (tag: string): Promise<void> => {
  if (interfaceLanguage(tag) === "zh") await zh.load();
};

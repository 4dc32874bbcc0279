/** The words that the custom elements need. */
import { errors as enErrors } from "./errors.en.ts";
import { errors as zhErrors } from "./errors.zh.ts";
import { interfaceLanguage } from "./language.ts";
import { view as enView } from "./view.en.ts";
import { view as zhView } from "./view.zh.ts";

const words = { en: { view: enView, errors: enErrors }, zh: { view: zhView, errors: zhErrors } };
export type WidgetStrings = (typeof words)["en"];

export const widgetStrings = (tag: string): WidgetStrings => words[interfaceLanguage(tag)];

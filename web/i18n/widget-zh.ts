import { errors } from "./errors.zh.ts";
import { view } from "./view.zh.ts";
import type { WidgetStrings } from "./widget.ts";

export const widgetZh = { view, errors } satisfies WidgetStrings;

import type { en } from "./en.ts";
import { page } from "./page.zh.ts";
import { widgetZh } from "./widget-zh.ts";

export const zh = { ...widgetZh, page } satisfies typeof en;

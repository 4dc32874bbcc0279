import type { en } from "./en.ts";
import { errors } from "./errors.zh.ts";
import { page } from "./page.zh.ts";
import { view } from "./view.zh.ts";

export const zh = { view, errors, page } satisfies typeof en;

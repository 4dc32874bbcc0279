import { errors } from "./errors.en.ts";
import { page } from "./page.en.ts";
import { view } from "./view.en.ts";

export const en = { view, errors, page };

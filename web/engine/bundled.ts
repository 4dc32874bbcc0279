/** What the bundled word vectors are: their languages, and the length that both share. */
import type { Language } from "./types.ts";

export const bundledLanguages: readonly Language[] = ["en", "zh"];
export const bundledDModel = 100;

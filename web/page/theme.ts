/** Light or dark: the person's choice, else the system's. */
import type { Theme as Scale } from "../render/colours.ts";
import type { Theme } from "./state/play-state.ts";

export const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

export const shownTheme = (theme: Theme): Scale =>
  theme === "auto" ? (systemIsDark.matches ? "dark" : "light") : theme;

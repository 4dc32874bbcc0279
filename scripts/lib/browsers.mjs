// The real browsers that tests and measurements drive.
import { existsSync } from "node:fs";
import { firstOf } from "./run.mjs";

const macApps = {
  chromium: "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  firefox: "/Applications/Firefox.app/Contents/MacOS/firefox",
};

/** @type {(variable: string, programs: string[], macApp: string) => string | null} */
const find = (variable, programs, macApp) =>
  process.env[variable] || firstOf(programs) || (existsSync(macApp) ? macApp : null);

/** The path of Chromium (or Chrome): $CHROMIUM if set, else from the PATH; null where there is none. */
export const chromiumPath = () =>
  find("CHROMIUM", ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"], macApps.chromium);

/** The path of Firefox: $FIREFOX if set, else from the PATH; null where there is none. */
export const firefoxPath = () => find("FIREFOX", ["firefox-esr", "firefox"], macApps.firefox);

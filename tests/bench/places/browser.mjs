// Opens the bench in a headless browser, in a page that is cross-origin isolated: all of it comes from this machine.
/* global bench -- of places/page.mjs, in the page */
import puppeteer from "puppeteer-core";
import { chromiumPath, firefoxPath } from "../../../scripts/lib/browsers.mjs";
import { root } from "../../../scripts/lib/paths.mjs";
import { isolation, serve } from "../../../scripts/serve.mjs";

const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browsers = {
  chromium: () => ({
    browser: "chrome",
    executablePath: chromiumPath(),
    // Frames as fast as they are painted, not as a screen takes them.
    args: ["--disable-frame-rate-limit", "--disable-background-networking", "--no-first-run", ...sandbox],
  }),
  firefox: () => ({
    browser: "firefox",
    executablePath: firefoxPath(),
    // A case of plain JavaScript runs for seconds.
    extraPrefsFirefox: { "dom.max_script_run_time": 0, "layout.frame_rate": 0 },
  }),
};

/** A page of this checkout in a browser of its own. */
export async function openPage(name, path) {
  const options = browsers[name]?.();
  if (!options) throw new Error(`--browser takes ${Object.keys(browsers).join(" or ")}, not ${name}.`);
  if (!options.executablePath) throw new Error(`${name} is not installed; npm run setup -- --tests installs it.`);
  const { url, close } = await serve(root, { headers: isolation });
  // A case may take minutes.
  const browser = await puppeteer.launch({ ...options, protocolTimeout: 0 });
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(error.message));
  await page.goto(`${url}${path}`);
  return {
    ...{ name: await browser.version(), page, problems },
    async close() {
      await browser.close();
      await close();
    },
  };
}

/** @returns a place like those of openers.mjs, with `open(kind, options)` and `close()` */
export async function openBrowser(browser) {
  const { name, page, problems, close } = await openPage(browser, "tests/bench/places/page.html");
  const about = await page.evaluate(() => globalThis.bench?.about()).catch(() => null);
  if (!about) throw new Error(`The page did not start. ${problems.join(" ")}`);
  if (!about.isIsolated) throw new Error("The page is not cross-origin isolated.");
  return {
    ...{ name, clockName: "time on the wall", close },
    async open(kind, settings) {
      const names = await page.evaluate((...given) => bench.open(...given), kind, settings);
      return { names, measure: (...given) => page.evaluate((...own) => bench.measure(...own), ...given) };
    },
  };
}

// Takes the pictures of the documentation from the built site: `node docs/images/take.mjs` after `npm run build`.
/* global document, URLSearchParams -- the first is that of the page */
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import { chromiumPath } from "../../scripts/lib/browsers.mjs";
import { serve } from "../../scripts/serve.mjs";

const animal = "The animal did not cross the street because it was too tired";
const pictures = {
  "page.png": { width: 1440, height: 880, state: { text: animal, query: 8, lang: "en", theme: "light" } },
  "transformer.png": {
    width: 1440,
    height: 960,
    state: {
      ...{ text: animal, model: "e5-small", layer: 8, head: 8, headScale: "4.0=0,6.0=0,7.8=0", search: "pair" },
      ...{ query: 9, lang: "en", theme: "light" },
    },
  },
  "page-zh-dark.png": {
    width: 1440,
    height: 880,
    state: { text: "我喜欢吃苹果", query: 1, lang: "zh", theme: "dark" },
  },
  "alignment.png": {
    width: 1440,
    height: 432,
    state: { text: "I like to eat apples", against: "我喜欢吃苹果", query: 4, lang: "en", theme: "light" },
  },
};

const isRoot = process.getuid?.() === 0;
const browser = await puppeteer.launch({ executablePath: chromiumPath(), args: isRoot ? ["--no-sandbox"] : [] });
const { url, close } = await serve();
for (const [name, { width, height, state }] of Object.entries(pictures)) {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  await page.goto(`${url}#${new URLSearchParams({ v: "1", ...state })}`);
  await page.waitForFunction(
    () => document.querySelector("attn-strip")?.data && document.querySelector("attn-steps")?.explanation,
  );
  if ("model" in state) await page.waitForSelector("page-heads .best");
  await page.evaluate(() => document.fonts.ready);
  await page.waitForNetworkIdle();
  await page.screenshot({ path: fileURLToPath(new URL(name, import.meta.url)) });
  await page.close();
}
await close();
await browser.close();

/** The widget among others on a page that is not ours: language and theme of its place, one engine, nothing left on the window. */
import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { inEachBrowser } from "./browsers.ts";
import { html, npmPackage, serveFor } from "./site.ts";

declare global {
  interface Window {
    workersStarted: number;
    namesBefore: string[];
  }
}

const element = (text: string) => `<attention-playground text="${text}" view="strip"></attention-playground>`;
const body = `<div id="zh" lang="zh-TW"><p>${element("我喜欢苹果")}</p></div>
  <div id="dark" lang="en" data-theme="dark">${element("I like apples")}</div>
  ${element("I like pears")}`;

/** Runs in the page before its scripts. */
function watch(): void {
  window.workersStarted = 0;
  window.Worker = class extends Worker {
    constructor(...settings: ConstructorParameters<typeof Worker>) {
      super(...settings);
      window.workersStarted++;
    }
  };
  window.namesBefore = Object.getOwnPropertyNames(window);
}

const drawn = (page: Page) =>
  page.$$eval(
    "attention-playground",
    (all) =>
      all.filter((one) => one.shadowRoot?.querySelector("attn-strip")?.shadowRoot?.querySelector(".word")).length,
  );

const buttons = (page: Page, id: string) =>
  page.$$eval(`#${id} attention-playground >>> button`, (all) => all.map((button) => button.textContent?.trim()));

/** How light the ink of a word's number is, from 0 to 255. */
const ink = (page: Page, id: string) =>
  page.$eval(`#${id} attention-playground >>> [part=number]`, (number) => {
    const [red = 0] = getComputedStyle(number).color.match(/\d+(\.\d+)?/g) ?? [];
    return Number(red);
  });

inEachBrowser("the widget's place", (browser) => {
  const script = `<script type="module" src="widget/widget.js"></script>`;
  const server = serveFor({ "index.html": html(body, script), widget: { folder: npmPackage } });
  const open = async () => {
    const { page } = await browser.open(server.url, { before: watch });
    await expect.poll(() => drawn(page), { timeout: 15_000 }).toBe(3);
    return page;
  };

  it("gives it language and theme, also when these change", async () => {
    const page = await open();
    expect(await buttons(page, "zh")).toContain("它关注谁");
    expect(await buttons(page, "dark")).toContain("attends to");
    expect(await ink(page, "dark")).toBeGreaterThan(128);
    await page.$eval("#dark", (place) => {
      place.setAttribute("lang", "zh");
      place.setAttribute("data-theme", "light");
    });
    await expect.poll(() => buttons(page, "dark")).toContain("它关注谁");
    await expect.poll(() => ink(page, "dark")).toBeLessThan(128);
  });

  it("is dark where the page's text is light, whatever the system is", async () => {
    const page = await open();
    if (browser.name === "chromium") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    expect(await ink(page, "zh")).toBeLessThan(128);
    await page.evaluate(() => (document.body.style.color = "#dfdfd6"));
    await expect.poll(() => ink(page, "zh")).toBeGreaterThan(128);
  });

  it("holds one engine for all, and no name of ours on the window", async () => {
    const page = await open();
    expect(await page.evaluate(() => window.workersStarted)).toBe(1);
    const added = await page.evaluate(() =>
      Object.getOwnPropertyNames(window).filter((name) => !window.namesBefore.includes(name)),
    );
    // Lit notes its versions and its metadata there.
    expect(added.filter((name) => !/^(lit|reactive)[A-Z]|^namesBefore$/.test(name))).toEqual([]);
  });
});

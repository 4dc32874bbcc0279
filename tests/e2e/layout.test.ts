/** What fits where: the formula on its row, the longest list in a usual window; and the person's own colours. */
import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { inEachBrowser, phone, wide } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

const text = "The animal did not cross the street because it was too tired";
const narrowest = { width: 1280, height: 800 };

/** How many rows the equations, or the parts of one, stand in. */
const rows = (page: Page, selector: string) =>
  page.$$eval(selector, (elements) => new Set(elements.map((element) => element.getBoundingClientRect().top)).size);

inEachBrowser("the layout", (browser) => {
  const server = serveFor(site);
  const open = (state: Record<string, string>, viewport = wide) =>
    PlayPage.open(browser, server.url, { text, ...state }, { viewport });

  it.each<[string, Record<string, string>]>([
    ["at the start", {}],
    ["with ALiBi", { position: "alibi" }],
    ["with RoPE", { position: "rope" }],
    ["with wide values", { score: "general", mask: "prefix:2", normalizer: "sparsemax", over: "all" }],
    ["with almost everything changed", { score: "gaussian", mask: "dilated:4,2", qkv: "projection", residual: "true" }],
  ])("keeps the formula on one row from 1280 px on, %s", async (_, state) => {
    const play = await open(state, narrowest);
    expect(await rows(play.page, ".eq")).toBe(1);
    await play.clickButton("中文");
    await expect.poll(() => play.sentence()).toMatch(/最关注|什么也看不见/);
    expect(await rows(play.page, ".eq")).toBe(1);
  });

  it("leaves room for a scroll bar beside the formula", async () => {
    const play = await open({}, narrowest);
    await play.page.evaluate(() => (document.body.style.paddingInlineEnd = "17px"));
    await expect.poll(() => rows(play.page, ".eq")).toBe(1);
  });

  it("keeps the weights' equation on one row of a phone", async () => {
    const play = await open({}, phone);
    expect(await rows(play.page, ".eq-weights > *")).toBe(1);
  });

  it("shows the whole list of masks with its fields in a usual window", async () => {
    const play = await open({ mask: "cells:" });
    await play.openPart("mask");
    const { whole, bottom } = await play.page.$eval("page-sheet .pop", (list) => ({
      whole: list.scrollHeight <= list.clientHeight,
      bottom: list.getBoundingClientRect().bottom,
    }));
    expect(whole).toBe(true);
    expect(bottom).toBeLessThanOrEqual(wide.height);
  });
});

inEachBrowser(
  "forced colours",
  (browser) => {
    const server = serveFor(site);

    it("show what is chosen by the system's highlight, in words that can be read", async () => {
      const { page } = await PlayPage.open(browser, server.url, { text, score: "cosine" });
      const devTools = await page.createCDPSession();
      await devTools.send("Emulation.setEmulatedMedia", { features: [{ name: "forced-colors", value: "active" }] });
      await page.click('button[data-slot="score"]');
      await page.waitForSelector("page-sheet [aria-checked=true]");
      const colours = await page.$eval("page-sheet [aria-checked=true]", (choice) => {
        const probe = document.createElement("i");
        document.body.append(probe);
        const system = (name: string) => {
          probe.style.cssText = `forced-color-adjust: none; color: ${name}`;
          return getComputedStyle(probe).color;
        };
        const colourOf = (selector: string) => getComputedStyle(choice.querySelector(selector)!).color;
        return {
          ground: getComputedStyle(choice).backgroundColor,
          highlight: system("Highlight"),
          words: [colourOf(".nm"), colourOf(".ex"), colourOf("math")],
          highlightText: system("HighlightText"),
        };
      });
      expect(colours.ground).toBe(colours.highlight);
      expect(new Set(colours.words)).toEqual(new Set([colours.highlightText]));
    });
  },
  ["chromium"],
);

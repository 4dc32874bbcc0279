/** The strip and the steps as they are laid out and painted: what only a real browser can tell. */
import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

const longWord = "Donaudampfschifffahrtsgesellschaft".repeat(4);
const pair = { text: "I like to eat", against: "我喜欢吃苹果" };

/** Every word's text and background. */
const shades = (page: Page) =>
  page.$$eval("attn-strip >>> .word", (words) =>
    words.map((word) => `${word.textContent} ${getComputedStyle(word).backgroundColor}`),
  );

/** Horizontal extents of the words, line by line of the strip. */
const extents = (page: Page) =>
  page.$$eval("attn-strip >>> .word", (words) =>
    words.map((word) => {
      const { left, right, top } = word.getBoundingClientRect();
      return { left, right, top };
    }),
  );

/** Heights of the steps' barcodes with their labels. */
const stepRows = (page: Page) =>
  page.$$eval("attn-steps >>> .row.barcode", (rows) => rows.map((row) => row.getBoundingClientRect().height));

const sidewaysScroll = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

inEachBrowser("the views", (browser) => {
  const server = serveFor(site);

  it("leave no shade of one text on the tokens of another", async () => {
    const fresh = await PlayPage.open(browser, server.url, pair);
    const play = await PlayPage.open(browser, server.url, { text: "我喜欢吃苹果" });
    const { text, against } = pair;
    await play.page.evaluate(
      (hash) => (location.hash = hash),
      new URLSearchParams({ v: "1", text, against }).toString(),
    );
    await play.tokensAre(["I", "like", "to", "eat"]);
    await expect.poll(() => shades(play.page)).toEqual(await shades(fresh.page));
  });

  it.each([1440, 900, 390, 320])(
    "cut a very long word at its end instead of scrolling sideways (%i px)",
    async (width) => {
      const { page } = await PlayPage.open(
        browser,
        server.url,
        { text: `a ${longWord} cat`, query: "0", key: "1" },
        { viewport: { width, height: 900 } },
      );
      expect(await sidewaysScroll(page)).toBeLessThanOrEqual(0);
      for (const { left, right } of await extents(page)) {
        expect(left).toBeGreaterThanOrEqual(0);
        expect(right).toBeLessThanOrEqual(width);
      }
      for (const height of await stepRows(page)) expect(height).toBeLessThan(30);
      const title = await page.$eval("attn-strip >>> [data-index='1']", (token) => token.getAttribute("title"));
      expect(title).toContain(longWord);
    },
  );

  it("keep tokens of a full line apart", async () => {
    const { page } = await PlayPage.open(browser, server.url, {
      text: "<b>hi</b> <img src=x onerror=alert(1)> مرحبا 👩‍👩‍👧 שלום",
    });
    const words = await extents(page);
    words.slice(1).forEach(({ left, top }, index) => {
      const before = words[index]!;
      if (Math.abs(before.top - top) < 1) expect(left - before.right).toBeGreaterThanOrEqual(4);
    });
  });

  it.each([1440, 900, 390])("have room for a ring above the first row (%i px)", async (width) => {
    const text = "the cat sat on the mat and ".repeat(12);
    const { page } = await PlayPage.open(browser, server.url, { text }, { viewport: { width, height: 900 } });
    const above = await page.$eval(".stagehead", (head) => head.getBoundingClientRect().bottom);
    const [first] = await extents(page);
    expect(first!.top - above).toBeGreaterThanOrEqual(10);
  });
});

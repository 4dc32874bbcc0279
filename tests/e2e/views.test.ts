/** The strip and the steps as they are laid out and painted: what only a real browser can tell. */
import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { matrixSvg } from "../../web/render/matrix-svg.ts";
import { formatWeight } from "../../web/render/numbers.ts";
import { stripSvg } from "../../web/render/strip-svg.ts";
import { viewOf } from "../web/render/sample.ts";
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

  it("save well-formed XML whatever the text is", async () => {
    const text = "\0\u0001\t\u000b\u001b\u007f\u0085 \ud800 \udc00x \ufffe\uffff ]]> <!-- & \" ' 👩‍👩‍👧 שלום \u202e \u2028";
    const data = viewOf(text, [Array.from({ length: 400 }, () => 0.1)]);
    const look = {
      theme: "light" as const,
      title: text,
      width: 800,
      fontFamily: '"A & B", serif',
      direction: "to" as const,
      domain: "matrix" as const,
    };
    const options = { ...look, measure: (word: string) => word.length * 8, pair: { query: 0, key: 0 } };
    const rest = { show: "weights" as const, axes: text, tallest: 400 };
    const { page } = await browser.open(server.url);
    for (const svg of [stripSvg(data, options), matrixSvg(data, { ...options, ...rest })]) {
      const read = await page.evaluate((svg) => {
        const tree = new DOMParser().parseFromString(svg, "image/svg+xml");
        return {
          root: tree.documentElement.localName,
          texts: tree.querySelectorAll("text").length,
          wrong: tree.querySelector("parsererror")?.textContent ?? "",
        };
      }, svg);
      expect(read).toMatchObject({ root: "svg", wrong: "" });
      expect(read.texts).toBeGreaterThan(data.tokens.length);
    }
  });

  it("mark where the second of two texts begins", async () => {
    const { page } = await PlayPage.open(browser, server.url, { text: "I like apples", pair: "我喜欢苹果" });
    const begin = await page.$$eval("attn-strip >>> .token.begins", (tokens) =>
      tokens.map((token) => [token.ariaLabel, getComputedStyle(token, "::before").content]),
    );
    expect(begin).toEqual([[expect.stringMatching(/^我, 0?[.<].*, text B begins$/), '"B"']]);
    const rows = await page.$$eval("attn-matrix >>> .behind tbody th", (cells) =>
      cells.map((cell) => cell.textContent),
    );
    expect(rows).toEqual([
      "I (text A)",
      "like (text A)",
      "apples (text A)",
      "我 (text B)",
      "喜欢 (text B)",
      "苹果 (text B)",
    ]);
  });

  it("give every dimension to the keyboard, and show what a step stands for", async () => {
    const { page } = await PlayPage.open(browser, server.url, { text: "I like apples", query: "1", key: "2" });
    const slider = await page.waitForSelector('attn-steps >>> [role="slider"][tabindex="0"]');
    const said = () => slider!.evaluate((bar) => [bar.ariaLabel, bar.ariaValueNow, bar.ariaValueText]);
    const marked = () =>
      page.$$eval("attn-strip, attn-matrix", (views) =>
        views.map((view) => (view as unknown as { mark: string | null }).mark),
      );
    await slider!.focus();
    await page.keyboard.press("Home");
    await expect.poll(said).toEqual(["word vector like", "0", expect.stringMatching(/^dimension 0: .+ × .+ = .+/)]);
    await page.keyboard.press("ArrowRight");
    await expect.poll(said).toEqual(["word vector like", "1", expect.stringMatching(/^dimension 1: /)]);
    await expect.poll(marked).toEqual(["query", "query"]);
    const inStrip = () => page.$$eval("attn-strip >>> .marked .word", (words) => words.map((word) => word.textContent));
    await expect.poll(inStrip).toEqual(["like"]);
    for (const _ of [1, 2]) await page.keyboard.press("ArrowDown");
    await expect.poll(inStrip).toEqual(["apples"]);
    await (await page.$("attn-steps >>> .number.sum"))!.hover();
    await expect.poll(marked).toEqual(["pair", "pair"]);
    await page.mouse.move(2, 2);
    await expect.poll(async () => (await marked())[0]).not.toBe("pair");
  });

  it("touch no more of a long text than is in sight while the pointer moves, and the rest when it rests", async () => {
    const words = "the cat and a dog like to eat sweet red apples because they are good for you ";
    const text = words.repeat(61).split(" ").slice(0, 1024).join(" ");
    const { page } = await PlayPage.open(browser, server.url, { text, query: "0", key: "1" });
    await page.$eval("attn-strip", (strip) => strip.scrollIntoView());
    // The first tables and labels are made at rest.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await page.evaluate(countWork);
    for (const index of [3, 40, 7]) await (await page.$(`attn-strip >>> [data-index="${index}"]`))!.hover();
    const overStrip = await page.evaluate(workDone);
    expect(overStrip.tokens.length).toBeGreaterThan(0);
    expect(overStrip.tokens.length).toBeLessThan(12);
    await page.evaluate(() => {
      const strip = document.querySelector("attn-strip") as unknown as { pair: { query: number; key: number } };
      strip.pair = { query: 600, key: 5 };
    });
    const overMatrix = await page.evaluate(workDone);
    expect(overMatrix.tokens.length).toBeGreaterThan(overStrip.tokens.length);
    expect(overMatrix.tokens.length).toBeLessThan(700);
    expect(overMatrix.hidden).toBeLessThan(4);
    expect([...overStrip.root, ...overMatrix.root]).toEqual([]);
    const last = () => page.$eval('attn-strip >>> [data-index="1023"]', (token) => token.ariaLabel);
    const weight = await page.$eval("attn-strip", (strip) => {
      const { data } = strip as unknown as { data: { weights: Float32Array; nKeys: number } };
      return data.weights[600 * data.nKeys + 1023]!;
    });
    await expect.poll(last).toContain(formatWeight(weight));
  });
});

interface Work {
  records: MutationRecord[];
  roots: string[];
  observers: MutationObserver[];
}

/** Runs in the page: notes what is written to the strip's tokens and to the root of the document. */
function countWork(): void {
  const work: Work = { records: [], roots: [], observers: [] };
  const strip = document.querySelector("attn-strip")!.shadowRoot!.querySelector(".strip")!;
  const tokens = new MutationObserver((records) => work.records.push(...records));
  tokens.observe(strip, { subtree: true, attributes: true, childList: true, characterData: true });
  const root = new MutationObserver((records) =>
    work.roots.push(...records.map((record) => String(record.attributeName))),
  );
  root.observe(document.documentElement, { attributes: true });
  work.observers = [tokens, root];
  (globalThis as unknown as { work: Work }).work = work;
}

/** Runs in the page: what was noted since, after two frames; `hidden` counts the tokens scrolled out of sight. */
async function workDone(): Promise<{ tokens: string[]; hidden: number; root: string[] }> {
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
  const { work } = globalThis as unknown as { work: Work };
  const elements = new Set(
    work.records
      .splice(0)
      .map(({ target }) => (target instanceof Element ? target : target.parentElement!).closest("[data-index]")!),
  );
  const strip = document.querySelector("attn-strip")!.shadowRoot!.querySelector(".strip")!.getBoundingClientRect();
  const hidden = [...elements].filter((token) => {
    const { top, bottom } = token.getBoundingClientRect();
    return bottom < strip.top - 60 || top > strip.bottom + 60;
  });
  const tokens = Array.from(elements, (token) => token.getAttribute("data-index")!);
  return { tokens, hidden: hidden.length, root: work.roots.splice(0) };
}

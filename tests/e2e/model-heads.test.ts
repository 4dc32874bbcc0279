/** The heads of a transformer on the page: pictures, choice, searches, and heads that are switched off. */
import type { KeyInput, Page } from "puppeteer-core";
import { beforeAll, expect, it } from "vitest";
import type { HeadScale, Model } from "../../web/engine/model-types.ts";
import type { HeadGrid } from "../../web/page/model/heads/head-grid.ts";
import { colourTable } from "../../web/render/colours.ts";
import { formatWeight } from "../../web/render/numbers.ts";
import { useEngine } from "../engine.ts";
import { violations } from "./axe.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser, phone, type OpenOptions } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

const text = "The animal did not cross the street because it was too tired";
const [it_, animal] = [9, 2];
const start = { text, model: "e5-small", layer: "8", head: "8", query: String(it_), key: String(animal) };

/** The point of a head in the grid. */
const pointOf = (page: Page, layer: number, head: number) =>
  page.$eval(
    "page-head-grid",
    (grid, layer, head) => {
      const { left, top } = grid.querySelector(".headgrid")!.getBoundingClientRect();
      const { step } = (grid as HeadGrid).frame;
      return { x: left + (head + 0.4) * step, y: top + (layer + 0.4) * step };
    },
    layer,
    head,
  );

const drawn = (page: Page) =>
  page.$eval("page-head-grid", (grid) => {
    const { width, height, data } = (grid as HeadGrid).pictures!;
    return { width, height, data: [...data] };
  });

/** Counts how often a small picture is put on a canvas. */
const countPuts = `
  globalThis.puts = 0;
  const { prototype } = CanvasRenderingContext2D;
  const put = prototype.putImageData;
  prototype.putImageData = function (...given) {
    if (this.canvas.width < 40) puts++;
    put.apply(this, given);
  };
`;

const countUpdates = `
  globalThis.updates = 0;
  const grid = document.querySelector("page-head-grid");
  const { updated } = grid;
  grid.updated = function (changed) {
    updates++;
    updated.call(this, changed);
  };
`;

const textOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => element.textContent?.replace(/\s+/g, " ").trim() ?? "");

inEachBrowser("the heads of a transformer", (browser) => {
  const server = serveFor(site);
  const node = useEngine();
  let model: Model;
  beforeAll(async () => {
    model = await node().loadModel("e5-small");
  });

  async function open(state: Record<string, string> = {}, options?: OpenOptions): Promise<PlayPage> {
    const play = await PlayPage.open(browser, server.url, { ...start, ...state }, options);
    await play.page.waitForFunction(() => {
      const grid = document.querySelector<HeadGrid>("page-head-grid");
      return grid?.pictures && grid.summary.length > 0;
    });
    return play;
  }

  /** Waits until the matrix shows that head as it is in Node. */
  async function shows(play: PlayPage, layer: number, head: number, headScale: HeadScale[] = []) {
    const run = await model.run(text, { headScale });
    const { weights } = await run.attention({ layer, head });
    await expect.poll(async () => (await play.shown())?.weights, { timeout: 10_000 }).toEqual(bitsOf(weights));
  }

  it("are drawn as they are", async () => {
    const { page } = await open();
    const run = await model.run(text);
    const { width, height, data } = await run.thumbnails({ table: colourTable("light", "weight"), max: 0.5 });
    expect(await drawn(page)).toEqual({ width, height, data: [...data] });
  });

  it("are drawn for a long text with several pairs to a pixel, and only when their numbers change", async () => {
    const { page } = await open({ text: text.replaceAll(" ", " and ").repeat(2) });
    const { width, height } = await drawn(page);
    expect(width).toBe(height);
    expect(width).toBeLessThanOrEqual(32);
    await page.evaluate(countPuts);
    for (const head of [1, 5, 9]) {
      const { x, y } = await pointOf(page, 3, head);
      await page.mouse.move(x, y);
      await page.waitForFunction(
        (name) => document.querySelector(".headtip b")?.textContent === name,
        {},
        `Head 3.${head}`,
      );
    }
    expect(await page.evaluate("puts")).toBe(0);
  });

  it("stay as they are while the pointer is elsewhere", async () => {
    const play = await open({ search: "pair" });
    const { page } = play;
    await page.waitForSelector(".headranking");
    await page.evaluate(countUpdates);
    for (const index of [4, 7, 3]) {
      await page.hover(play.token(index));
      const shown = () => page.$eval("attn-matrix", (matrix) => matrix.pair?.key);
      await expect.poll(shown).toBe(index);
    }
    expect(await page.evaluate("updates")).toBe(0);
  });

  it("are chosen by a click", async () => {
    const play = await open();
    const { x, y } = await pointOf(play.page, 3, 5);
    await play.page.mouse.click(x, y);
    await play.stateIs({ layer: "3", head: "5" });
    await shows(play, 3, 5);
  });

  it("are walked through by keys, switched off and on again", async () => {
    const play = await open();
    const { page } = play;
    await page.focus(".headgrid");
    const press = async (key: KeyInput, layer: number, head: number) => {
      await page.keyboard.press(key);
      // The first layer is the default and stays out of the address.
      const place = async () => (({ layer = "0", head }) => `${layer}.${head}`)(await play.state());
      await expect.poll(place).toBe(`${layer}.${head}`);
    };
    await press("ArrowRight", 8, 9);
    await press("ArrowUp", 7, 9);
    await press("End", 7, 11);
    await press("ArrowRight", 7, 11);
    await press("PageDown", 11, 11);
    await press("ArrowLeft", 11, 10);
    await page.waitForSelector('.headgrid[aria-activedescendant="head-11-10"] [id="head-11-10"]');
    await shows(play, 11, 10);
    await press("PageUp", 0, 10);
    await page.keyboard.press("x");
    await play.stateIs({ headScale: "0.10=0" });
    expect(await textOf(page, ".headchanges")).toMatch(/^Off: 0\.10\. Everything after them is recomputed\./);
    await press("PageDown", 11, 10);
    await shows(play, 11, 10, [{ layer: 0, head: 10, scale: 0 }]);
    await play.clickButton("Switch all on");
    await shows(play, 11, 10);
    expect(await play.state()).not.toHaveProperty("headScale");
    await page.focus(".headgrid");
    await page.keyboard.press("Delete");
    await play.stateIs({ headScale: "11.10=0" });
    expect(await page.$eval("[role=gridcell]", (cell) => cell.ariaLabel)).toMatch(/^Head 11\.10, .*, switched off$/);
  });

  it("are scaled", async () => {
    const play = await open();
    await play.page.$eval("#head-scale", (slider) => {
      (slider as HTMLInputElement).value = "0.5";
      slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
    });
    await play.stateIs({ headScale: "8.8=0.5" });
    await play.page.keyboard.press("Tab");
    const { x, y } = await pointOf(play.page, 11, 3);
    await play.page.mouse.click(x, y);
    await shows(play, 11, 3, [{ layer: 8, head: 8, scale: 0.5 }]);
    expect(await textOf(play.page, ".headchanges")).toMatch(/^Scaled: 8\.8 ×0\.5\./);
  });

  it("that a link names and that are not there do nothing, and it is said", async () => {
    const play = await open({ headScale: "4.0=0,40.3=0" });
    await play.says(/headScale=40\.3=0/);
    await shows(play, 8, 8, [{ layer: 4, head: 0, scale: 0 }]);
    expect(await textOf(play.page, ".headchanges")).toMatch(/^Off: 4\.0\. /);
    await play.stateIs({ headScale: "4.0=0,40.3=0" });
  });

  it("are found by what they give the pinned pair", async () => {
    const play = await open({ search: "pair" });
    const { page } = play;
    const { data } = await (await model.run(text)).pairWeights({ query: it_, key: animal });
    const places = [...data.keys()].sort((a, b) => data[b]! - data[a]!).slice(0, 5);
    const said = places.map((place) => `${Math.floor(place / 12)}.${place % 12} ${formatWeight(data[place]!)}`);
    await page.waitForSelector(".headranking");
    expect(await textOf(page, "button.headfound")).toBe(`it → animal best ${said[0]}`);
    expect(
      await page.$$eval(".headranking button", (all) => all.map((each) => each.innerText.replace(/\s+/g, " "))),
    ).toEqual(said.map((each, index) => `${index + 1} ${each}`));
    await page.click("button.headfound");
    await play.stateIs({ layer: String(Math.floor(places[0]! / 12)), head: String(places[0]! % 12) });
  });

  it("have the matrix's number of a pair of words, with special tokens hidden", async () => {
    const long = "The uncharacteristically quiet hippopotamus swam";
    const { page } = await open({ text: long, search: "pair", words: "true", hide: "special", query: "2", key: "1" });
    await page.waitForSelector(".headranking");
    const weight = await page.$eval("attn-matrix", (matrix) => {
      const { data, pair } = matrix;
      return data!.weights[pair!.query * data!.nKeys + pair!.key]!;
    });
    expect(await page.$$eval("attn-strip >>> .word", (all) => all.length)).toBe(5);
    const given = await page.$eval("page-head-grid", (grid) => (grid as HeadGrid).pair!.numbers[8 * 12 + 8]!);
    expect(given).toBeCloseTo(weight, 6);
  });

  it("are found by what they do as a whole", async () => {
    const play = await open();
    const summary = await (await model.run(text)).summary();
    const best = summary.reduce((most, head) => (head.previous > most.previous ? head : most));
    await play.clickButton("previous");
    await play.stateIs({ search: "previous" });
    await play.page.waitForSelector("button.headfound");
    const found = `best ${best.layer}.${best.head} ${formatWeight(best.previous)}`;
    expect(await textOf(play.page, "button.headfound")).toBe(`a token → the one before it ${found}`);
    await play.clickButton("previous");
    await play.page.waitForSelector("p.headfound");
    expect(await play.state()).not.toHaveProperty("search");
  });

  it.each([
    ["light", { theme: "light" }, undefined],
    ["dark, in Chinese, on a phone", { theme: "dark", lang: "zh" }, phone],
  ])("break no rule of accessibility: %s", async (_, state, viewport) => {
    const changed = { ...state, search: "pair", headScale: "4.0=0,2.3=0.5" };
    const { page } = await open(changed, viewport && { viewport });
    await page.waitForSelector(".headranking");
    expect(await violations(page)).toEqual({});
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});

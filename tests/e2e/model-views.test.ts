/** What the page shows of a transformer's run: several heads as one, words, hidden tokens, a part of two texts, lines. */
import type { KeyInput, Page } from "puppeteer-core";
import { beforeAll, expect, it } from "vitest";
import type { Model, ModelRun } from "../../web/engine/model-types.ts";
import { combined } from "../../web/engine/combined-heads.ts";
import { blankModel, type ModelState } from "../../web/page/state/model-state.ts";
import { type Lens, throughLens } from "../../web/render/lens.ts";
import type { Pair, ViewData } from "../../web/render/view-data.ts";
import { useEngine } from "../engine.ts";
import { violations } from "./axe.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser, phone, type OpenOptions } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

const text = "The animal did not cross the street because it was unhappily tired";
const start = { text, model: "e5-small", layer: "8", head: "8" };
const place = { kind: "self", layer: 8, head: 8 } as const;

interface Lines extends HTMLElement {
  data: ViewData;
  heads: { name: string; weights: Float32Array }[];
  pair: Pair;
}

/** How often each canvas was drawn. */
interface Counted {
  counts: { all: number; looked: number };
}

const seenIn = async (run: ModelRun, state: Partial<ModelState>) => {
  const whole = { ...blankModel, ...state };
  const counts = { nLayers: 12, nHeads: 12 };
  const numbers = await combined(run, whole, place, counts);
  return throughLens({ tokens: run.tokens, keyTokens: run.tokens, ...numbers }, whole).data;
};

const lensOf = (state: Partial<Lens>): Lens => ({ words: false, hide: "none", part: "all", ...state });

inEachBrowser("the views of a transformer", (browser) => {
  const server = serveFor(site);
  const node = useEngine();
  let model: Model;
  beforeAll(async () => {
    model = await node().loadModel("e5-small");
  });

  async function open(state: Record<string, string> = {}, options?: OpenOptions): Promise<PlayPage> {
    const play = await PlayPage.open(browser, server.url, { ...start, ...state }, options);
    await play.page.waitForSelector("page-view-bar select");
    return play;
  }

  const choose = (page: Page, label: string, value: string) =>
    page.select(`page-view-bar select[aria-label="${label}"]`, value);
  const notes = (page: Page) => page.$eval(".viewnote", (note) => note.textContent?.trim() ?? "");

  async function shows(play: PlayPage, data: ViewData) {
    const texts = (tokens: ViewData["tokens"]) => tokens.map((token) => token.text);
    const expected = { tokens: texts(data.tokens), keyTokens: texts(data.keyTokens), weights: bitsOf(data.weights) };
    await expect.poll(() => play.shown(), { timeout: 15_000 }).toEqual(expected);
  }

  it("are several heads as one, with Node's bits, and say so", async () => {
    const play = await open();
    const run = await model.run(text);
    for (const combine of ["value", "mean", "max", "rollout"] as const) {
      await choose(play.page, "Which heads", combine);
      await shows(play, await seenIn(run, { combine }));
    }
    expect(await notes(play.page)).toContain("rolled out");
    expect(new URL(play.page.url()).hash).toContain("combine=rollout");
  });

  it("are words without special tokens, and the pins go along", async () => {
    const play = await open({ query: "9", key: "2" });
    const run = await model.run(text);
    await play.page.click("page-view-bar input[type=checkbox]");
    await choose(play.page, "Hidden tokens", "special");
    const data = await seenIn(run, lensOf({ words: true, hide: "special" }));
    expect(data.tokens.map((token) => token.text)).toContain("unhappily");
    await shows(play, data);
    expect(await notes(play.page)).toContain("the rest of each row sums to 1");
    const pair = await play.page.$eval("attn-matrix", (matrix) => (matrix as unknown as Lines).pair);
    expect([data.tokens[pair.query]?.text, data.keyTokens[pair.key]?.text]).toEqual(["it", "animal"]);
  });

  it("are one part of two texts", async () => {
    const play = await open({ pair: "It slept well" });
    const run = await model.run({ text, pair: "It slept well" });
    await choose(play.page, "From which text to which", "ab");
    await shows(play, await seenIn(run, lensOf({ part: "ab" })));
  });

  const lines = async (play: PlayPage, nHeads: number) => {
    await play.page.waitForFunction(
      (count) => document.querySelector<Lines>("attn-lines")?.heads.length === count,
      {},
      nHeads,
    );
    return play.page.$eval("attn-lines", (element) => {
      const { heads } = element as unknown as Lines;
      return heads.map(({ name, weights }) => ({ name, bits: [...new Uint32Array(weights.slice().buffer)] }));
    });
  };

  it("are lines of several heads, which the legend takes out", async () => {
    const play = await open({ view: "lines", picks: "4.0,7.8" });
    const run = await model.run(text);
    const shown = await lines(play, 3);
    for (const { name, bits } of shown) {
      const [layer, head] = name.split(".").map(Number);
      expect(bits).toEqual(bitsOf((await run.attention({ layer: layer!, head: head! })).weights));
    }
    await play.page.click('attn-lines >>> button[title="Take head 4.0 out"]');
    expect((await lines(play, 2)).map(({ name }) => name)).toEqual(["8.8", "7.8"]);
    expect(await violations(play.page)).toEqual({});
  });

  it("keep a head while another one is chosen beside it, and say so before", async () => {
    const play = await open({ view: "lines" });
    const { page } = play;
    const says = () => page.$eval("page-view-bar", (bar) => bar.textContent);
    expect(await says()).toContain("Heads that you keep stay in the picture");
    await play.clickButton("keep head 8.8");
    await page.focus(".headgrid");
    await page.keyboard.press("ArrowRight");
    expect((await lines(play, 2)).map(({ name }) => name)).toEqual(["8.9", "8.8"]);
    expect(await says()).not.toContain("Heads that you keep");
    await play.stateIs({ picks: "8.8", head: "9" });
  });

  it("are switched by what stays where it is, however many choices stand beside it", async () => {
    const play = await open({ picks: "4.0,7.8,2.3,1.5" });
    const place = () =>
      play.page.$eval("page-view-bar .seg", (group) => {
        const { right, top } = group.getBoundingClientRect();
        return { right: Math.round(right), top: Math.round(top + scrollY) };
      });
    const before = await place();
    await play.clickButton("lines");
    await lines(play, 5);
    expect(await place()).toEqual(before);
    await choose(play.page, "Which heads", "mean");
    await play.page.waitForSelector("page-view-bar .pick");
    expect(await place()).toEqual(before);
  });

  it("are not there, nor what one does with them, while the model cannot read the text", async () => {
    const { page } = await browser.open(`${server.url}#v=1&lang=en&model=e5-small&text=${"word+".repeat(600)}`);
    const says = () => page.$eval("main", (main) => main.innerText);
    await expect.poll(says, { timeout: 20_000 }).toContain("at most 512 fit");
    expect(await page.$$("page-work > *, .seg.dir")).toEqual([]);
    expect(await page.$eval("attn-strip", (strip) => strip.clientHeight)).toBeLessThan(10); // no room for what does not come
    expect(await violations(page)).toEqual({});
  });

  it("are lines that follow pointer and keyboard", async () => {
    const play = await open({ view: "lines", query: "9", key: "2" });
    const { page } = play;
    const box = await page.$eval("attn-lines", (element) => {
      const { left, top, width, height } = element.shadowRoot!.querySelector(".picture")!.getBoundingClientRect();
      return { left, top, width, height };
    });
    const pairOf = () => page.$eval("attn-lines", (element) => (element as unknown as Lines).pair);
    await page.mouse.move(box.left + 10, box.top + 8);
    await expect.poll(async () => (await pairOf()).query).toBe(0);
    await page.mouse.move(box.left + box.width - 10, box.top + box.height - 8);
    await expect.poll(pairOf).toEqual({ query: 9, key: 15 });
    await page.mouse.move(0, 0);
    await expect.poll(pairOf).toEqual({ query: 9, key: 2 });
    await page.focus("attn-lines >>> .picture");
    for (const key of ["ArrowDown", "ArrowRight", "ArrowRight"] as KeyInput[]) await page.keyboard.press(key);
    await expect.poll(pairOf).toEqual({ query: 10, key: 4 });
    expect(new URL(page.url()).hash).toContain("query=10&key=4");
    const table = await page.$eval("attn-lines", (element) => element.shadowRoot!.querySelector("table") !== null);
    expect(table).toBe(true);
  });

  it("draw those of one token while the pointer moves, not all again", async () => {
    const { page } = await open({ view: "lines" });
    const box = await page.$eval("attn-lines", (element) => {
      const picture = element.shadowRoot!.querySelector(".picture")!;
      const counts = { all: 0, looked: 0 };
      for (const name of ["all", "looked"] as const) {
        const pen = picture.querySelector<HTMLCanvasElement>(`.${name}`)!.getContext("2d")!;
        const clear = pen.clearRect.bind(pen);
        pen.clearRect = (...box) => {
          counts[name]++;
          clear(...box);
        };
      }
      Object.assign(element, { counts });
      const { left, top } = picture.getBoundingClientRect();
      return { left, top };
    });
    const drawn = () => page.$eval("attn-lines", (lines) => (lines as unknown as Counted).counts);
    for (const [times, y] of [8, 60].entries()) {
      await page.mouse.move(box.left + 10, box.top + y);
      await expect.poll(async () => (await drawn()).looked).toBeGreaterThan(times);
    }
    expect((await drawn()).all).toBe(0);
  });

  it("fit a phone", async () => {
    const play = await open({ view: "lines", picks: "4.0,7.8", hide: "special" }, { viewport: phone });
    await lines(play, 3);
    const [width, room] = await play.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(width).toBeLessThanOrEqual(room!);
  });
});

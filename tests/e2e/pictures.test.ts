/** What the pictures tell: each way of showing the matrix, its zoom, the steps' numbers, and the words that are spoken. */
import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { formatExactWeight, formatNumber, formatSignificant } from "../../web/render/numbers.ts";
import { useEngine } from "../engine.ts";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

const apples = "I like to eat apples";

const tip = (page: Page) =>
  page.$eval("attn-matrix >>> [part=tip] b", (pair) => pair.textContent ?? "").catch(() => "");

/** The picture's middle on the screen. */
async function middle(page: Page): Promise<{ x: number; y: number }> {
  const picture = await page.waitForSelector("attn-matrix >>> [part=picture]");
  await picture!.scrollIntoView();
  const { x, y, width, height } = (await picture!.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}

const spoken = (page: Page, view: string) =>
  page.$eval(`${view} >>> [aria-live]`, (region) => region.textContent ?? "");

inEachBrowser("the pictures", (browser) => {
  const server = serveFor(site);
  const engine = useEngine();
  const open = (state: Record<string, string>) => PlayPage.open(browser, server.url, state);

  it("zoom into the matrix by wheel, pan by dragging, and show the whole again by keyboard", async () => {
    const { page } = await open({ text: "cat dog sun sea red tea cup sky ".repeat(5), query: "0", key: "1" });
    const { x, y } = await middle(page);
    await page.mouse.move(x, y);
    await expect.poll(() => tip(page)).toMatch(/→/);
    const whole = await tip(page);
    await page.keyboard.down("Control");
    await page.mouse.wheel({ deltaY: -600 });
    await page.keyboard.up("Control");
    await page.waitForSelector("attn-matrix >>> .zoomed");
    await page.mouse.move(x + 1, y);
    await expect.poll(() => tip(page)).toBe(whole);
    await page.mouse.down();
    await page.mouse.move(x - 80, y - 80, { steps: 5 });
    await page.mouse.up();
    await page.mouse.move(x, y);
    await expect.poll(() => tip(page)).not.toBe(whole);
    await page.focus("attn-matrix >>> [part=picture]");
    await page.keyboard.press("0");
    await page.waitForSelector("attn-matrix >>> .picture:not(.zoomed)");
  });

  it("show weights, scores or masked scores, in the table behind the matrix too", async () => {
    const play = await open({ text: apples, mask: "causal", query: "0", key: "1" });
    const { scores } = await (await engine().play(apples, { mask: "causal" })).attention();
    const firstRow = () =>
      play.page.$$eval("attn-matrix >>> tbody tr:first-child td", (cells) => cells.map((cell) => cell.textContent));
    const written = Array.from(scores.slice(0, 5), (score) => formatNumber(score, 3));
    const expected = {
      weights: ["1.0000", "0", "0", "0", "0"],
      scores: written,
      masked_scores: [written[0], "−∞", "−∞", "−∞", "−∞"],
    };
    for (const [show, row] of Object.entries(expected).reverse()) {
      await play.page.$eval(
        "attn-matrix >>> select",
        (select, show) => {
          select.value = show;
          select.dispatchEvent(new Event("change"));
        },
        show,
      );
      await expect.poll(firstRow, { timeout: 5000 }).toEqual(row);
      if (show !== "weights") await play.stateIs({ show });
    }
  });

  it("lead from the sum to the weight by the engine's numbers, each of which the matrix can show", async () => {
    const play = await open({ text: apples, query: "3", key: "4" });
    const { values } = await (await engine().play(apples)).explain({ query: 3, key: 4 });
    const numbers = () =>
      play.page.$$eval("attn-steps >>> .chain .number b", (all) => all.map((number) => number.textContent));
    const { sum, score, masked_score: masked, exp, weight } = values;
    await expect
      .poll(numbers)
      .toEqual([
        ...[sum, score, masked].map((value) => formatNumber(value!)),
        formatSignificant(exp!),
        formatExactWeight(weight!),
      ]);
    await play.page.click("attn-steps >>> button.score");
    await play.stateIs({ show: "scores" });
    await play.page.click("attn-steps >>> button.weight");
    await expect.poll(() => play.state()).not.toHaveProperty("show");
  });

  it("speak the pair that the keyboard moves to, and only where the focus is", async () => {
    const play = await open({ text: apples, query: "3", key: "4" });
    await play.page.focus(play.token(3));
    await play.page.keyboard.press("ArrowRight");
    await expect
      .poll(() => spoken(play.page, "attn-strip"), { timeout: 5000 })
      .toMatch(/^apples attends to \w+: 0\.\d\d$/);
    expect(await spoken(play.page, "attn-matrix")).toBe("");
    await play.page.focus("attn-matrix >>> [part=picture]");
    await play.page.keyboard.press("ArrowUp");
    await expect
      .poll(() => spoken(play.page, "attn-matrix"), { timeout: 5000 })
      .toMatch(/^eat attends to \w+: 0\.\d{4}$/);
  });
});

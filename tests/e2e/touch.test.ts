/** Fingers on the pictures: real touches, which the browser itself turns into gestures, clicks or scrolling. */
import type { Page } from "puppeteer-core";
import { expect, it } from "vitest";
import { inEachBrowser, phone } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

const text = "The animal did not cross the street because it was too tired";

interface Point {
  x: number;
  y: number;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The middle of the matrix's cells, scrolled into view. */
async function middleOfMatrix(page: Page): Promise<Point> {
  return page.$eval("attn-matrix >>> .cells", (cells) => {
    cells.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y, width, height } = cells.getBoundingClientRect();
    return { x: Math.round(x + width * 0.6), y: Math.round(y + height * 0.6) };
  });
}

const isZoomed = (page: Page) => page.$eval("attn-matrix >>> .picture", (picture) => picture.matches(".zoomed"));
const scrollTop = (page: Page) => page.evaluate(() => Math.round(scrollY));

/** Two fingers on a slanted line through a point, from one distance to another. */
async function pinch({ touchscreen }: Page, at: Point, from: number, to: number): Promise<void> {
  const ends = (distance: number): [Point, Point] => [
    { x: at.x - 0.8 * distance, y: at.y - 0.6 * distance },
    { x: at.x + 0.8 * distance, y: at.y + 0.6 * distance },
  ];
  const [a, b] = ends(from);
  const fingers = [await touchscreen.touchStart(a.x, a.y), await touchscreen.touchStart(b.x, b.y)];
  for (let step = 1; step <= 8; step++) {
    const places = ends(from + ((to - from) * step) / 8);
    for (const [index, finger] of fingers.entries()) await finger.move(places[index]!.x, places[index]!.y);
  }
  for (const finger of fingers) await finger.end();
}

async function drag({ touchscreen }: Page, from: Point, by: Point): Promise<void> {
  const finger = await touchscreen.touchStart(from.x, from.y);
  for (let step = 1; step <= 8; step++) await finger.move(from.x + (by.x * step) / 8, from.y + (by.y * step) / 8);
  await finger.end();
}

inEachBrowser("touch", (browser) => {
  const server = serveFor(site);
  // Firefox takes touches without being told that it has a touch screen, and cannot be told over WebDriver BiDi.
  const viewport = browser.name === "chromium" ? { ...phone, hasTouch: true, isMobile: true } : phone;
  const open = (state: Record<string, string> = {}) =>
    PlayPage.open(browser, server.url, { text, query: "8", key: "3", ...state }, { viewport });

  /** Where a finger meets a token. */
  async function tokenAt(play: PlayPage, index: number): Promise<Point> {
    return play.page.$eval(play.token(index), (element) => {
      const { x, y, width } = element.getBoundingClientRect();
      return { x: Math.round(x + width / 2), y: Math.round(y + 12) };
    });
  }

  it("pins a token that is tapped", async () => {
    const play = await open();
    const { x, y } = await tokenAt(play, 1);
    await play.page.touchscreen.tap(x, y);
    await expect.poll(() => play.selectedTokens()).toEqual([1]);
    await play.stateIs({ query: "1" });
  });

  it("adds a token up that is pressed for long", async () => {
    const play = await open();
    const { x, y } = await tokenAt(play, 1);
    const finger = await play.page.touchscreen.touchStart(x, y);
    await pause(800);
    await finger.end();
    await expect.poll(() => play.selectedTokens()).toEqual([1, 8]);
    await play.stateIs({ select: "1,8", query: "8" });
  });

  it("pins the cell that is tapped", async () => {
    const play = await open();
    const { x, y } = await middleOfMatrix(play.page);
    await play.page.touchscreen.tap(x, y);
    await expect.poll(() => play.state()).not.toMatchObject({ query: "8", key: "3" });
    const { query, key } = await play.state();
    expect([Number(query), Number(key)].every((index) => index > 3 && index < 10)).toBe(true);
  });

  it("zooms the matrix by two fingers, and back", async () => {
    const play = await open();
    const at = await middleOfMatrix(play.page);
    await pinch(play.page, at, 20, 80);
    await expect.poll(() => isZoomed(play.page)).toBe(true);
    expect(await play.page.evaluate(() => visualViewport?.scale)).toBe(1);
    await pinch(play.page, at, 80, 12);
    await expect.poll(() => isZoomed(play.page)).toBe(false);
    await play.stateIs({ query: "8", key: "3" });
  });

  it("moves a zoomed matrix by one finger, and the page by one finger on a whole one", async () => {
    const play = await open();
    const at = await middleOfMatrix(play.page);
    await pinch(play.page, at, 20, 80);
    await expect.poll(() => isZoomed(play.page)).toBe(true);
    const before = await scrollTop(play.page);
    const cells = () =>
      play.page.$eval("attn-matrix >>> .cells", (canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const drawn = await cells();
    await drag(play.page, at, { x: 0, y: -90 });
    await expect.poll(cells).not.toBe(drawn);
    expect(await scrollTop(play.page)).toBe(before);
    await play.stateIs({ query: "8", key: "3" });
    await pinch(play.page, at, 80, 12);
    await expect.poll(() => isZoomed(play.page)).toBe(false);
    // Over WebDriver BiDi touches scroll nothing.
    if (browser.name === "firefox") return;
    await drag(play.page, at, { x: 0, y: -90 });
    await expect.poll(() => scrollTop(play.page)).toBeGreaterThan(before);
  });
});

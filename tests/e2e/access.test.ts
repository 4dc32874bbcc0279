/** For everyone: no axe violation in either theme, on a phone, in Chinese, with a list open; and a phone that does not scroll sideways. */
import { expect, it } from "vitest";
import { violations } from "./axe.ts";
import { inEachBrowser, phone, wide } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

inEachBrowser("access", (browser) => {
  const server = serveFor(site);

  it.each([
    ["light", { theme: "light" }, wide],
    ["dark", { theme: "dark" }, wide],
    ["Chinese on a phone", { theme: "light", lang: "zh", text: "我喜欢吃苹果" }, phone],
    ["dark on a phone, two texts", { theme: "dark", text: "I like apples", against: "我喜欢苹果" }, phone],
  ])("has no violation: %s", async (_, state, viewport) => {
    const play = await PlayPage.open(browser, server.url, { text: "I like to eat apples", ...state }, { viewport });
    expect(await violations(play.page)).toEqual({});
  });

  it.each(["score", "source", "q", "mask"])("has no violation with %s open", async (slot) => {
    const play = await PlayPage.open(browser, server.url, { text: "I like to eat apples" });
    await play.openPart(slot);
    expect(await violations(play.page)).toEqual({});
  });

  it.each(["light", "dark"])("has no violation on the widget's example page, %s", async (scheme) => {
    const { page } = await browser.open(`${server.url}examples/plain.html`);
    // Over WebDriver BiDi a page cannot be told another scheme.
    if (browser.name === "chromium") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    const tokens = () => page.$$eval("attention-playground >>> [role=option]", (all) => all.length);
    await expect.poll(tokens, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(await violations(page)).toEqual({});
  });

  it("fits a phone", async () => {
    const text = "The animal did not cross the street because it was too tired";
    const play = await PlayPage.open(browser, server.url, { text }, { viewport: phone });
    const { scroll, width } = await play.page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      width: innerWidth,
    }));
    expect(scroll).toBeLessThanOrEqual(width);
    await play.page.click(play.token(1));
    await expect.poll(() => play.selectedTokens()).toEqual([1]);
    await play.openPart("score");
    await play.choose("cosine");
    await play.stateIs({ score: "cosine" });
  });

  it("speaks Chinese", async () => {
    const play = await PlayPage.open(browser, server.url, { text: "我喜欢吃苹果", query: "1", lang: "zh" });
    expect(await play.page.evaluate(() => document.documentElement.lang)).toBe("zh-CN");
    expect(await play.sentence()).toMatch(/喜欢 最关注/);
    const interfaceText = await play.page.evaluate(() => document.body.innerText);
    expect(interfaceText).toMatch(/注意力演练场/);
    expect(interfaceText).not.toMatch(/attends|Examples|Export|Why/);
  });

  it("switches language in place", async () => {
    const play = await PlayPage.open(browser, server.url, { text: "I like apples", lang: "en" });
    await play.clickButton("中文");
    await expect.poll(() => play.sentence()).toMatch(/最关注/);
    await play.clickButton("EN");
    await expect.poll(() => play.sentence()).toMatch(/attends most to/);
  });

  it("has a real table behind each picture", async () => {
    const play = await PlayPage.open(browser, server.url, { text: "I like apples" });
    const rows = (selector: string) => play.page.$$eval(`${selector} >>> table tr`, (all) => all.length);
    expect(await rows("attn-strip")).toBeGreaterThanOrEqual(3);
    expect(await rows("attn-matrix")).toBeGreaterThanOrEqual(4);
    expect(await rows("attn-steps")).toBeGreaterThanOrEqual(3);
  });
});

/** Tokens set by hand: merged, split where one likes, kept while the text is edited elsewhere, and restored by a link. */
import { expect, it } from "vitest";
import { useEngine } from "../engine.ts";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

const long = "Donaudampfschifffahrtsgesellschaft";

inEachBrowser("tokens set by hand", (browser) => {
  const server = serveFor(site);
  const engine = useEngine();
  const open = (state: Record<string, string>) => PlayPage.open(browser, server.url, state);

  it("are made by merging neighbours, and by splitting", async () => {
    const play = await open({ text: "我喜欢吃苹果", query: "3" });
    await play.clickButton("Split 苹果");
    await play.shows(engine(), { tokens: ["我", "喜欢", "吃", "苹", "果"] });
    await play.clickButton("Reset tokens");
    await play.shows(engine(), "我喜欢吃苹果");
    await play.page.click(play.token(1));
    await play.page.keyboard.down("Shift");
    await play.page.click(play.token(2));
    await play.page.keyboard.up("Shift");
    await play.clickButton("Merge 喜欢吃");
    await play.shows(engine(), { tokens: ["我", "喜欢吃", "苹果"] });
  });

  it("come from the place that is clicked", async () => {
    const play = await open({ text: "the playground", query: "1" });
    await play.clickButton("Split playground");
    await play.page.click('page-splitter [aria-label="play | ground"]');
    await play.tokensAre(["the", "play", "ground"]);
    expect(await play.page.$("page-splitter")).toBeNull();
  });

  it("come from the place that is chosen by keyboard; Esc gives up", async () => {
    const play = await open({ text: "the playground", query: "1" });
    const focused = () =>
      play.page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent);
    await play.page.focus("[data-tool=split]");
    await play.page.keyboard.press("Enter");
    await expect.poll(focused).toBe("p | layground");
    await play.page.keyboard.press("Escape");
    await expect.poll(focused).toMatch(/Split\s+playground/);
    await play.page.keyboard.press("Enter");
    await expect.poll(focused).toBe("p | layground");
    for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "Enter"] as const) await play.page.keyboard.press(key);
    await play.tokensAre(["the", "play", "ground"]);
  });

  it("stay while the text is edited elsewhere", async () => {
    const play = await open({ text: "the playground", query: "1" });
    await play.clickButton("Split playground");
    await play.page.click('page-splitter [aria-label="play | ground"]');
    await play.tokensAre(["the", "play", "ground"]);
    await play.page.focus("page-texts textarea");
    await play.press("Control", "End");
    await play.page.keyboard.type(" isn't far");
    await play.shows(engine(), { tokens: ["the", "play", "ground", "is", "n't", "far"] });
    await play.press("Control", "Home");
    await play.page.keyboard.type("all ");
    await play.shows(engine(), { tokens: ["all", "the", "play", "ground", "is", "n't", "far"] });
    const { tokens } = await play.state();
    expect(JSON.parse(tokens ?? "")).toEqual([["all the"], "play", "ground", ["isn't far"]]);
    const again = await open(await play.state());
    await again.tokensAre(["all", "the", "play", "ground", "is", "n't", "far"]);
  });

  it("show a very long word cut short in their buttons", async () => {
    const play = await open({ text: `a ${long.repeat(4)} cat`, query: "1" });
    const width = await play.page.$eval("[data-tool=split]", (button) => button.getBoundingClientRect().width);
    expect(width).toBeLessThan(200);
  });
});

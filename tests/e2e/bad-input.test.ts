/** Odd texts: each a clear message or a picture, and nothing typed is lost. */
import { expect, it } from "vitest";
import { useEngine } from "../engine.ts";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

inEachBrowser("odd input", (browser) => {
  const server = serveFor(site);
  const engine = useEngine();
  const open = () => PlayPage.open(browser, server.url, { text: "I like apples" });

  it("says that an empty text is empty, and goes on when there is one", async () => {
    const play = await open();
    await play.clearText();
    await play.says(/empty/);
    const opacities = await play.page.$$eval("attn-strip, attn-matrix, attn-steps", (views) =>
      views.map((view) => getComputedStyle(view).opacity),
    );
    await expect.poll(() => play.page.$$eval("main.stale", (all) => all.length)).toBe(1);
    expect(new Set(opacities).size).toBe(1);
    await play.page.locator("::-p-text(Back to that text)").click();
    await play.shows(engine(), "I like apples");
    await play.clearText();
    await play.typeInstead("apples");
    await play.shows(engine(), "apples");
    expect(await play.messages()).toEqual([]);
  });

  it.each([
    ["a single token", "apples"],
    ["control characters", "apples \u0007 and \u001B[31m pears"],
    ["right-to-left text", "שלום עולם hello"],
    ["emoji", "I 👩‍👩‍👧 like 🍎🍏"],
    ["HTML", `<img src=x onerror="document.title='hacked'"> <b>apples</b> &amp;`],
    ["many lines", "apples\n\npears\r\nplums"],
    ["traditional characters", "學習語言需要時間"],
    ["unknown words", "zqxv apples 42"],
  ])("shows %s as Node computes it", async (_, text) => {
    const play = await open();
    await play.paste(text);
    await play.shows(engine(), text.replaceAll("\r\n", "\n"));
    expect(await play.page.title()).not.toContain("hacked");
  });

  it("marks unknown words, by sight and by sound", async () => {
    const play = await open();
    await play.paste("zqxv apples");
    await play.shows(engine(), "zqxv apples");
    expect(await play.spokenTokens()).toEqual([
      expect.stringContaining("unknown word"),
      expect.not.stringContaining("unknown"),
    ]);
    const line = await play.page.$eval(
      "attn-strip >>> [part=word]",
      (word) => getComputedStyle(word).textDecorationLine,
    );
    expect(line).toBe("underline");
  });

  it("survives lone surrogates", async () => {
    const play = await open();
    await play.paste("apples \uD83D and \uDE00 pears");
    await expect.poll(async () => (await play.shown())?.tokens[0]).toBe("apples");
    await expect.poll(async () => (await play.shown())?.tokens.at(-1)).toBe("pears");
    expect(await play.text()).toBe("apples \uD83D and \uDE00 pears");
  });

  it("says how long a text may be, and keeps it", async () => {
    const play = await open();
    const long = "apples and oranges or pears ".repeat(4000);
    await play.paste(long);
    await play.says(/20,?000 tokens; at most 4,?096/);
    expect(await play.text()).toBe(long);
    await play.paste("pears");
    await play.shows(engine(), "pears");
  });
});

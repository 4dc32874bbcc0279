/** Where the page is opened: any folder of any host, without a network, as a file, and where WebAssembly is blocked. */
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { serve } from "../../scripts/serve.mjs";
import { useEngine } from "../engine.ts";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

inEachBrowser("hosting", (browser) => {
  const engine = useEngine();

  describe("in a folder of a host", () => {
    const server = serveFor({ "some/deep folder": { folder: site } });

    it("works the same", async () => {
      const play = await PlayPage.open(browser, `${server.url}some/deep%20folder/`, { text: "我喜欢吃苹果" });
      await play.shows(engine(), "我喜欢吃苹果");
    });
  });

  it("works without a network after the first visit, with a language not used before", async () => {
    const served = await serve(site);
    const play = await PlayPage.open(browser, served.url, { text: "I like apples" });
    await play.page.evaluate(() => navigator.serviceWorker.ready);
    await served.close();
    await play.page.goto(`${served.url}#v=1&text=${encodeURIComponent("我喜欢吃苹果")}`);
    await play.page.reload();
    await play.weightsAreThere();
    await play.shows(engine(), "我喜欢吃苹果");
  });

  it("loads only the vectors of the text's language before the first weights", async () => {
    const served = await serve(site);
    const play = await PlayPage.open(browser, served.url, { text: "我喜欢吃苹果" });
    const loaded = await play.page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
    const [firstWeights] = await play.page.evaluate(() =>
      performance.getEntriesByName("first-weights").map((m) => m.startTime),
    );
    const early = await play.page.evaluate(
      (until) =>
        performance
          .getEntriesByType("resource")
          .filter((entry) => entry.startTime < until)
          .map((entry) => entry.name),
      firstWeights ?? 0,
    );
    expect(loaded.length).toBeGreaterThan(0);
    expect(early.filter((url) => /\/en\./.test(url))).toEqual([]);
    await served.close();
  });

  describe("where WebAssembly is blocked", () => {
    const server = serveFor(site, { "content-security-policy": "default-src 'self'; img-src 'self' blob:" });

    it("says so, and loses nothing typed", async () => {
      const { page } = await browser.open(`${server.url}#v=1&text=apples`, {
        allowed: /Content.Security.Policy|WebAssembly|wasm/i,
      });
      await page.waitForFunction(() => /WebAssembly is blocked/.test(document.body.innerText));
      expect(await page.$eval("page-texts textarea", (area) => area.value)).toBe("apples");
    });
  });

  it("says what to run when it is opened as a file", async () => {
    const { page } = await browser.open(pathToFileURL(`${site}/index.html`).href, { allowed: /./ });
    expect(await page.evaluate(() => document.body.innerText)).toMatch(/npm start/);
  });
});

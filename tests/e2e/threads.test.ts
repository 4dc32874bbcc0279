/** Threads in real browsers: where a page is isolated they give the bits of one, elsewhere the engine says what to do. */
import type * as Package from "../../web/engine/browser.ts";
import { describe, expect, it } from "vitest";
import { isolation } from "../../scripts/serve.mjs";
import { useEngine } from "../engine.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { at, html, npmPackage, serveFor, site } from "./site.ts";

declare global {
  interface Window {
    playground: typeof Package;
  }
}

const files = {
  "index.html": html("", `<script type="module" src="start.js"></script>`),
  "start.js": `import * as playground from "./npm/browser.js"; window.playground = playground;`,
  npm: { folder: npmPackage },
  e5: { folder: at("web/models/e5-small") },
};
const text = "The animal did not cross the street because 它 was too tired. ".repeat(5);

describe("an isolated page", () => {
  inEachBrowser("the package", (browser) => {
    const server = serveFor(files, {
      ...isolation,
      "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:",
    });
    const node = useEngine();

    it("computes on two threads what Node computes on one", async () => {
      const { page } = await browser.open(server.url);
      await page.waitForFunction(() => "playground" in window);
      const got = await page.evaluate(async (text) => {
        const engine = await window.playground.createEngine({ threads: 2 });
        const model = await engine.loadModel(new URL("e5/", location.href));
        const { weights } = await (await model.run(text)).attention({ layer: 8, head: 8 });
        const { threads, host } = engine.info;
        await engine.dispose();
        return { threads, host, numbers: [...new Uint32Array(weights.buffer, weights.byteOffset, weights.length)] };
      }, text);
      const model = await node().loadModel("e5-small");
      const { weights } = await (await model.run(text)).attention({ layer: 8, head: 8 });
      expect(got).toEqual({ threads: 2, host: "worker", numbers: bitsOf(weights) });
    });

    it("has relaxed SIMD on top of them, where the browser has", async () => {
      const { page } = await browser.open(server.url);
      await page.waitForFunction(() => "playground" in window);
      const [info, error] = await page.evaluate(async () => {
        const engine = await window.playground.createEngine({ threads: "auto", fast: true });
        const q = { data: new Float32Array(4096).fill(0.5), shape: [1, 1, 64, 64] };
        const { output } = await engine.attend({ q, k: q, v: q });
        return [engine.info, Math.max(...output.data.map((x) => Math.abs(x - 0.5)))] as const;
      });
      expect(["relaxed", "simd128"]).toContain(info.build);
      expect(error).toBeLessThan(1e-6);
    });
  });
});

describe("a page that is not isolated", () => {
  inEachBrowser("the package", (browser) => {
    const server = serveFor(files);

    it('has one thread for "auto", and an error for two', async () => {
      const { page } = await browser.open(server.url);
      await page.waitForFunction(() => "playground" in window);
      const got = await page.evaluate(async () => {
        const engine = await window.playground.createEngine({ threads: "auto" });
        const code = await window.playground.createEngine({ threads: 2 }).then(
          () => "made",
          (error: unknown) => error instanceof window.playground.AttentionError && error.code,
        );
        return [engine.info.threads, code];
      });
      expect(got).toEqual([1, "threads_unavailable"]);
    });
  });
});

inEachBrowser("the page as npm start serves it", (browser) => {
  const server = serveFor(site, isolation);

  it("is isolated, and shows weights", async () => {
    const { page } = await browser.open(server.url);
    await page.waitForSelector("attn-strip >>> [data-index='3']");
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  });

  it("has threads for a transformer, and only for one", async () => {
    const isOfThreads = (url: string) => url.endsWith("/attn-threads.wasm");
    const play = await PlayPage.open(browser, server.url, { text: "apples and oranges" });
    expect(play.visit.requests.some(isOfThreads)).toBe(false);
    const state = new URLSearchParams({ v: "1", text: "apples and oranges", model: "e5-small" });
    const { page, requests } = await browser.open(`${server.url}#${state}`, { allowed: /404/ });
    await page.waitForSelector(".costline", { timeout: 60_000 });
    expect(requests.some(isOfThreads)).toBe(true);
  });
});

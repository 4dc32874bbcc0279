/** A page that takes the package from another origin, where its worker may not start, and one that forbids workers. */
import type { Page } from "puppeteer-core";
import { describe, expect, it } from "vitest";
import { inEachBrowser } from "./browsers.ts";
import { html, npmPackage, serveFor, site } from "./site.ts";

const script = (base: string) =>
  `import("${base}browser.js").then((playground) => { window.playground = playground; });`;

async function playIn(page: Page) {
  await page.waitForFunction(() => "playground" in window);
  return page.evaluate(async () => {
    const engine = await window.playground.createEngine();
    const run = await engine.play("I like apples");
    return { host: engine.info.host, nWeights: (await run.attention()).weights.length };
  });
}

describe("from another origin", () => {
  inEachBrowser("the package", (browser) => {
    const other = serveFor(npmPackage, { "access-control-allow-origin": "*" });
    const server = serveFor({
      "index.html": html("", `<script type="module" src="start.js"></script>`),
      "start.js": "",
    });

    it("runs in the page itself", async () => {
      const { page } = await browser.open(server.url, { allowed: /request: |[Ww]orker/ });
      await page.evaluate(script(other.url));
      expect(await playIn(page)).toEqual({ host: "main", nWeights: 9 });
    });
  });
});

describe("under a policy without workers", () => {
  inEachBrowser("the package", (browser) => {
    const page = html("", `<script type="module" src="start.js"></script>`);
    const server = serveFor(
      { "index.html": page, "start.js": script("./npm/"), npm: { folder: npmPackage } },
      {
        "content-security-policy":
          "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'; img-src data:",
      },
    );

    it("runs in the page itself", async () => {
      const { page } = await browser.open(server.url, { allowed: /Content.Security.Policy|[Ww]orker/ });
      expect(await playIn(page)).toEqual({ host: "main", nWeights: 9 });
    });
  });

  inEachBrowser("the page", (browser) => {
    const server = serveFor(site, { "content-security-policy": "worker-src 'none'" });

    it("shows weights", async () => {
      const { page } = await browser.open(server.url, { allowed: /Content.Security.Policy|[Ww]orker/ });
      await page.waitForSelector("attn-strip >>> [data-index='3']");
    });
  });
});

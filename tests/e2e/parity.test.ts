/** All 3,780 cases, one hash: the committed one, in real browsers. */
import { readFileSync } from "node:fs";
import { build } from "vite";
import { beforeAll, expect, it } from "vitest";
import type * as Package from "../../web/engine/browser.ts";
import type * as Cases from "../parity/cases.ts";
import { inEachBrowser } from "./browsers.ts";
import { at, html, npmPackage, serveFor } from "./site.ts";

const folder = at("build/e2e/parity");
const start = `import { createEngine } from "./npm/browser.js";
import { hashOfAllCases } from "./cases/cases.js";
window.parity = { createEngine, hashOfAllCases };`;

declare global {
  interface Window {
    parity?: Pick<typeof Package, "createEngine"> & Pick<typeof Cases, "hashOfAllCases">;
  }
}

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: "warn",
    build: { outDir: folder, lib: { entry: at("tests/parity/cases.ts"), formats: ["es"], fileName: () => "cases.js" } },
  });
});

inEachBrowser("parity", (browser) => {
  const page = html("", `<script type="module" src="start.js"></script>`);
  const server = serveFor({ "index.html": page, "start.js": start, npm: { folder: npmPackage }, cases: { folder } });

  it("gives the committed hash", async () => {
    const { page } = await browser.open(server.url);
    await page.waitForFunction(() => window.parity);
    const hash = await page.evaluate(async () => {
      const { createEngine, hashOfAllCases } = window.parity ?? {};
      return createEngine && hashOfAllCases?.(await createEngine());
    });
    expect(hash).toBe(readFileSync(at("tests/parity/hash.txt"), "utf8").trim());
  });
});

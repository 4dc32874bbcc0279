/** A transformer in `<attention-playground>`, and its saved run in `<attention-view>`, in pages that are not ours. */
import type { Page } from "puppeteer-core";
import { describe, expect, it } from "vitest";
import type { RunJson } from "../../web/engine/types.ts";
import { useEngine } from "../engine.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser } from "./browsers.ts";
import { drawn } from "./drawn.ts";
import { at, html, npmPackage, serveFor, site } from "./site.ts";

const policy = { "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" };
const script = `<script type="module" src="widget/widget.js"></script>`;
const text = "The animal did not cross the street because it was too tired";
const strictPage = (body: string) => html(body, script).replace("data:,", "icon.svg");
const slow = { timeout: 60_000 };
/** The reader of a network file asks for names that a model may have, and 404 is an answer. */
const allowed = /404/;

const spoken = (page: Page, nth = 0) =>
  page.$$eval(
    "attention-playground, attention-view",
    (all, nth) => all[nth]?.shadowRoot?.querySelector("[part~=base]")?.textContent?.replace(/\s+/g, " ").trim() ?? "",
    nth,
  );

inEachBrowser("a transformer in the widget", (browser) => {
  const engine = useEngine();

  describe("example page", () => {
    const server = serveFor(site, policy);

    it("asks before it fetches, once for all, and draws Node's bits", async () => {
      const { page, requests } = await browser.open(`${server.url}examples/transformer.html`, { allowed });
      await expect.poll(() => spoken(page), slow).toContain("Load e5-small, 38 MB");
      await expect.poll(() => spoken(page, 1), slow).toContain("Load e5-small");
      expect(await drawn(page)).toBeNull();
      const before = requests.length;
      await page.locator("attention-playground >>> [part=load]").click();
      await expect.poll(() => drawn(page), slow).not.toBeNull();
      const model = await engine().loadModel("e5-small");
      const run = await model.run(text);
      const changed = await model.run(text, {
        headScale: [[4, 0], [6, 0], [7, 8]].map(([layer = 0, head = 0]) => ({ layer, head, scale: 0 })), // prettier-ignore
      });
      const eight = { layer: 8, head: 8 };
      expect(await drawn(page)).toEqual(bitsOf((await run.attention(eight)).weights));
      await expect.poll(() => drawn(page, 1), slow).toEqual(bitsOf((await changed.attention(eight)).weights));
      await page.select("attention-playground >>> select[aria-label='Layer']", String(3 * 12 + 8));
      const three = bitsOf((await run.attention({ layer: 3, head: 8 })).weights);
      await expect.poll(() => drawn(page), slow).toEqual(three);
      const files = requests.slice(before).filter((url) => url.endsWith("model.safetensors"));
      expect(files.length, "a file that is there is not fetched for each element").toBeLessThan(6);
      await model.dispose();
    });
  });

  describe("in a page", () => {
    const server = serveFor(
      {
        "index.html": strictPage(
          `<attention-playground autoload model="/models/e5-small/" layer="8" head="8" query="it" text="${text}" view="strip steps"></attention-playground>`,
        ),
        "wrong.html": strictPage(`<attention-playground autoload model="/nowhere/" text="apples"></attention-playground>
          <attention-playground autoload model="/models/e5-small/" layer="12" text="apples"></attention-playground>
          <attention-playground model="https://models.invalid/tiny/" text="apples"></attention-playground>`),
        "view.html": strictPage(`<attention-view view="strip" query="it"></attention-view>`),
        models: { folder: at("web/models") },
        "icon.svg": `<svg xmlns="http://www.w3.org/2000/svg"/>`,
        widget: { folder: npmPackage },
      },
      policy,
    );

    it("loads without asking where the page says so, and explains the pinned word", async () => {
      const { page } = await browser.open(server.url, { allowed });
      await expect.poll(() => drawn(page), slow).not.toBeNull();
      const weight = () =>
        page.$$eval("attention-playground >>> [part=chain]", (chains) => chains.map((chain) => chain.textContent));
      await expect.poll(weight, slow).toEqual([expect.stringContaining("0.4382")]);
    });

    it("says what is wrong, and asks another host for nothing before its reader wants it", async () => {
      const { page } = await browser.open(`${server.url}wrong.html`, { allowed });
      await expect.poll(() => spoken(page, 0), slow).toMatch(/no file model\.safetensors/);
      await expect.poll(() => spoken(page, 1), slow).toContain("There is no layer 12: they go from 0 to 11.");
      await expect.poll(() => spoken(page, 2), slow).toContain("Load tiny from models.invalid");
    });

    it("draws a saved run without an engine, with its layers and heads to choose from", async () => {
      const model = await engine().loadModel("e5-small");
      const run = await model.run(text);
      const json = JSON.parse(JSON.stringify(await run.toJSON())) as RunJson;
      const { page, requests } = await browser.open(`${server.url}view.html`);
      await page.$eval(
        "attention-view",
        (element, json) => void Object.assign(element, { data: json, head: 8 * 12 + 8 }),
        json as unknown as Record<string, unknown>,
      );
      await expect.poll(() => drawn(page), slow).toEqual(bitsOf((await run.attention({ layer: 8, head: 8 })).weights));
      const choices = await page.$$eval("attention-view >>> select", (all) => all.map((select) => select.value));
      expect(choices).toEqual(["104", "104"]);
      expect(requests.filter((url) => /attn\.wasm|models/.test(url))).toEqual([]);
      await model.dispose();
    });
  });
});

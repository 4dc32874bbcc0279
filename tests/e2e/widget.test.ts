/** The custom elements in pages that are not ours. */
import { readFileSync } from "node:fs";
import type { Page } from "puppeteer-core";
import { describe, expect, it } from "vitest";
import type { RunJson } from "../../web/engine/types.ts";
import { blocksIn, titleOf } from "../docs/blocks.ts";
import { useEngine } from "../engine.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser } from "./browsers.ts";
import { drawn } from "./drawn.ts";
import { at, type Files, html, npmPackage, serveFor, site } from "./site.ts";

const strictPolicy = { "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" };
const script = `<script type="module" src="widget/widget.js"></script>`;
const icon = "icon.svg";
const svg = `<svg xmlns="http://www.w3.org/2000/svg"/>`;
const widget = { folder: npmPackage };

/** A page without anything that a strict policy would block. */
const strictPage = (body: string, head = script) => html(body, head).replace("data:,", icon);

const spoken = (page: Page) =>
  page.$$eval("attention-playground, attention-view", (elements) =>
    elements.map(
      (element) => element.shadowRoot?.querySelector("[part~=base]")?.textContent?.replace(/\s+/g, " ") ?? "",
    ),
  );

inEachBrowser("the widget", (browser) => {
  const engine = useEngine();
  const weightsOf = async (...play: Parameters<ReturnType<typeof engine>["play"]>) =>
    bitsOf((await (await engine().play(...play)).attention()).weights);

  describe("example page", () => {
    const server = serveFor(site, strictPolicy);

    it("works under a strict policy, asks nobody else, and loads one engine for all", async () => {
      const { page, requests } = await browser.open(`${server.url}examples/plain.html`);
      const count = await page.$$eval("attention-playground, attention-view", (elements) => elements.length);
      for (let nth = 0; nth < count; nth++) {
        await page.$$eval("attention-playground, attention-view", (all, nth) => all[nth]?.scrollIntoView(), nth);
        await expect.poll(() => drawn(page, nth), { timeout: 10_000 }).not.toBeNull();
      }
      expect(count).toBeGreaterThan(3);
      expect(requests.filter((url) => url.endsWith("attn.wasm")).length).toBeLessThanOrEqual(1);
    });
  });

  describe("in a page", () => {
    const server = serveFor(
      {
        "index.html": strictPage(
          `<attention-playground text="我喜欢吃苹果" query="喜欢" score="cosine" n-heads="2" mask="window:2" residual></attention-playground>`,
        ),
        "below.html": strictPage(
          `<main class="tall"></main><attention-playground text="apples"></attention-playground>`,
          `${script}<link rel="stylesheet" href="tall.css">`,
        ),
        "tall.css": "main { height: 5000px }",
        "wrong.html": strictPage(`<attention-playground text="the cat the" query="the"></attention-playground>
          <attention-playground text="apples" n-heads="3"></attention-playground>
          <attention-playground text="apples" score="telepathy"></attention-playground>
          <attention-playground text=""></attention-playground>
          <attention-view src="missing.json"></attention-view>
          <attention-view><script type="application/json">{"format": "something else"}</script></attention-view>
          <attention-playground text="apples" view="sideways"></attention-playground>`),
        [icon]: svg,
        widget,
      },
      strictPolicy,
    );

    it("computes by its attributes what Node computes, and pins the query", async () => {
      const { page } = await browser.open(server.url);
      const expected = await weightsOf("我喜欢吃苹果", {
        score: "cosine",
        nHeads: 2,
        mask: { window: 2 },
        residual: true,
      });
      await expect.poll(() => drawn(page), { timeout: 10_000 }).toEqual(expected);
      const selected = await page.$$eval("attention-playground >>> [role=option][aria-selected=true]", (tokens) =>
        tokens.map((token) => token.ariaLabel),
      );
      expect(selected).toEqual([expect.stringMatching(/^喜欢/)]);
    });

    it("follows its attributes when they change", async () => {
      const { page } = await browser.open(server.url);
      await expect.poll(() => drawn(page), { timeout: 10_000 }).not.toBeNull();
      await page.$eval("attention-playground", (element) => {
        element.setAttribute("text", "I like apples");
        for (const name of ["query", "score", "n-heads", "mask", "residual"]) element.removeAttribute(name);
      });
      const expected = await weightsOf("I like apples");
      await expect.poll(() => drawn(page), { timeout: 10_000 }).toEqual(expected);
    });

    it("loads the engine only when it comes into view", async () => {
      const { page, requests } = await browser.open(`${server.url}below.html`);
      await page.waitForFunction(() => customElements.get("attention-playground"));
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(requests.filter((url) => url.endsWith("attn.wasm"))).toEqual([]);
      await page.$eval("attention-playground", (element) => element.scrollIntoView());
      await expect.poll(() => drawn(page), { timeout: 10_000 }).not.toBeNull();
    });

    it("says in words what is wrong", async () => {
      const { page } = await browser.open(`${server.url}wrong.html`, { allowed: /404/ });
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      const patterns = [
        /more than once.*0, 2/,
        /possible are 1, 2, 4/,
        /score must be/,
        /empty/,
        /missing\.json/,
        /not an attention run/,
        /no view “sideways”; there are strip, matrix, steps/,
      ];
      for (const [nth, pattern] of patterns.entries())
        await expect.poll(async () => (await spoken(page))[nth], { timeout: 10_000 }).toMatch(pattern);
    });
  });

  describe("from another origin", () => {
    const other = serveFor(npmPackage, { "access-control-allow-origin": "*" });
    const server = serveFor({
      "index.html": html(`<attention-playground text="I like apples"></attention-playground>`),
    });

    it("computes without a worker", async () => {
      const { page } = await browser.open(server.url, { allowed: new RegExp(`request: ${other.url}`) });
      await page.addScriptTag({ url: `${other.url}widget.js`, type: "module" });
      const expected = await weightsOf("I like apples");
      await expect.poll(() => drawn(page), { timeout: 15_000 }).toEqual(expected);
    });
  });

  describe("attention-view", () => {
    const server = serveFor(
      { "index.html": strictPage("<attention-view></attention-view>"), [icon]: svg, widget },
      strictPolicy,
    );

    it("draws its data without an engine", async () => {
      const run = await engine().play("I like apples", { mask: "causal" });
      const json = JSON.parse(JSON.stringify(await run.toJSON())) as RunJson;
      const { page, requests } = await browser.open(server.url);
      await page.$eval(
        "attention-view",
        (element, json) => void Object.assign(element, { data: json }),
        json as unknown as Record<string, unknown>,
      );
      await expect.poll(() => drawn(page)).toEqual(bitsOf((await run.attention()).weights));
      expect(requests.filter((url) => /attn\.wasm|\/data\//.test(url))).toEqual([]);
    });
  });

  describe("documented snippets", () => {
    const blocks = blocksIn("html").map(({ code, ...block }) => ({
      title: titleOf({ ...block, code }),
      code: code.includes('<script type="module"') ? code : script + code,
    }));
    const files: Files = Object.fromEntries(blocks.map(({ code }, nth) => [`${nth}.html`, strictPage(code, "")]));
    const models = { folder: at("web/models") };
    const run = readFileSync(at("web/examples/run.json"), "utf8");
    const server = serveFor({ ...files, "run.json": run, [icon]: svg, widget, models }, strictPolicy);

    it.each(blocks.map(({ title, code }, nth) => [title, nth, code] as const))("of %s draw", async (_, nth, code) => {
      const { page } = await browser.open(`${server.url}${nth}.html`, { allowed: /404/ });
      if (code.includes("model=")) {
        await expect.poll(async () => (await spoken(page))[0], { timeout: 30_000 }).toContain("Load ");
        await page.locator("attention-playground >>> [part=load]").click();
      }
      await expect.poll(() => drawn(page), { timeout: 10_000 }).not.toBeNull();
    });
  });
});

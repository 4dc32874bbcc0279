/** What is copied from the page shows the same screen elsewhere. */
import { expect, it } from "vitest";
import { useEngine } from "../engine.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

declare global {
  interface Window {
    copied: string;
  }
}

/** A browser that nobody watches has no clipboard to ask for. */
function catchCopies(): void {
  const writeText = (text: string) => Promise.resolve(void (window.copied = text));
  Object.defineProperty(navigator, "clipboard", { value: { writeText } });
}

function refuseCopies(): void {
  const writeText = () => Promise.reject(new DOMException("not allowed", "NotAllowedError"));
  Object.defineProperty(navigator, "clipboard", { value: { writeText } });
}

const state = { text: "I like <b>apples</b>", score: "cosine", mask: "window:1", query: "1", key: "2" };
const options = { score: "cosine", mask: { window: 1 } } as const;

inEachBrowser("copies", (browser) => {
  const server = serveFor(site);
  const engine = useEngine();
  const copied = ({ page }: PlayPage) => page.evaluate(() => window.copied);

  it("of the link restore the screen", async () => {
    const play = await PlayPage.open(browser, server.url, state, { before: catchCopies });
    await play.clickButton("Copy link");
    await expect.poll(() => copied(play)).toContain("#v=1");
    const { page } = await browser.open(await copied(play));
    await page.waitForFunction(
      () => (document.querySelector("attn-strip") as unknown as { data: unknown } | null)?.data,
    );
    await expect.poll(() => page.$eval("page-texts textarea", (area) => area.value)).toBe(state.text);
    const pinned = await page.$$eval("attn-strip >>> [aria-selected=true]", (all) => all.map((one) => one.textContent));
    expect(pinned).toEqual([expect.stringContaining("like")]);
  });

  it("of the embed code draw the same weights in another page", async () => {
    const play = await PlayPage.open(browser, server.url, state, { before: catchCopies });
    await play.clickButton("Export");
    await play.clickButton("Copy the embed code");
    await expect.poll(() => copied(play)).toContain("<attention-playground");
    const code = await copied(play);
    expect(code).toContain(`src="${server.url}widget/widget.js"`);
    const { page } = await browser.open(`${server.url}examples/plain.html`);
    await page.waitForFunction(() => customElements.get("attention-playground"));
    await page.evaluate((code) => (document.body.innerHTML = code), code);
    const weights = () =>
      page.$eval("attention-playground", (element) => {
        const strip = element.shadowRoot?.querySelector("attn-strip") as
          (Element & { data: { weights: Float32Array } | null }) | null | undefined;
        return strip?.data ? [...new Uint32Array(strip.data.weights.slice().buffer)] : null;
      });
    const run = await engine().play(state.text, options);
    await expect.poll(weights, { timeout: 10_000 }).toEqual(bitsOf((await run.attention()).weights));
  });

  it("are offered by hand where the browser does not allow copying", async () => {
    const play = await PlayPage.open(browser, server.url, state, { before: refuseCopies });
    await play.clickButton("Copy link");
    const field = await play.page.waitForSelector(".notice input, .notice textarea");
    expect(await field!.evaluate((element) => (element as HTMLInputElement).value)).toContain("#v=1");
  });
});

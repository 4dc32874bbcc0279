/** What a transformer's run took: the line beside the text, and measuring longer texts on this device. */
import { expect, it } from "vitest";
import { violations } from "./axe.ts";
import { inEachBrowser } from "./browsers.ts";
import { serveFor, site } from "./site.ts";

const slow = { timeout: 60_000 };
const query = new URLSearchParams({ v: "1", text: "The animal did not cross the street", model: "e5-small" });

inEachBrowser("the cost of a run", (browser) => {
  const server = serveFor(site);

  const open = async () => {
    const { page } = await browser.open(`${server.url}#${query.toString()}`, { allowed: /404/ });
    await page.waitForSelector(".costline", slow);
    return page;
  };

  it("is a line with tokens, time, memory and parameters", async () => {
    const page = await open();
    const line = () => page.$eval(".costline .wide-only", (span) => span.textContent);
    await expect.poll(line, slow).toMatch(/^9 tokens · [\d.]+ m?s · 37 MB · 37 M parameters$/);
  });

  it("is measured for longer texts, told as it comes, and can be cancelled", async () => {
    const page = await open();
    await page.locator(".costline").click();
    const rows = () =>
      page.$$eval("dialog.cost tbody tr", (all) => all.map((row) => row.querySelector("th")?.textContent));
    await page.locator("dialog.cost .measure button").click();
    await expect.poll(async () => (await rows())[0], slow).toBe("16");
    await page.locator("dialog.cost .measure button").click();
    const kept = await rows();
    expect(kept.length).toBeLessThan(6);
    await page.locator("dialog.cost .measure button").click();
    await expect.poll(rows, slow).toEqual(["16", "32", "64", "128", "256", "512"]);
    expect(await page.$$eval("dialog.cost .curve .dot", (dots) => dots.length)).toBe(12);
    expect(await violations(page)).toEqual({});
    await page.keyboard.press("Escape");
    expect(await page.$eval("dialog.cost", (dialog) => dialog.open)).toBe(false);
  });
});

/** The address is the state: links come back, the history goes back, files stand in where a link is too short. */
import { expect, it } from "vitest";
import type { RunJson } from "../../web/engine/types.ts";
import { useEngine } from "../engine.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

/** Keeps what the page would save, and under which name. */
function catchDownloads(): void {
  const blobs = new Map<string, Blob>();
  const saved: Record<string, Blob> = {};
  Object.assign(window, { saved });
  const original = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob: Blob) => {
    const url = original(blob);
    blobs.set(url, blob);
    return url;
  };
  HTMLAnchorElement.prototype.click = function () {
    const blob = blobs.get(this.href);
    if (blob) saved[this.download] = blob;
  };
}

async function savedFiles({ page }: PlayPage): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const { saved } = window as unknown as { saved: Record<string, Blob> };
    const entries = Object.entries(saved).map(async ([name, blob]) => [name, await blob.text()] as const);
    return Object.fromEntries(await Promise.all(entries));
  });
}

inEachBrowser("the state", (browser) => {
  const server = serveFor(site);
  const engine = useEngine();
  const open = (state?: Record<string, string>, before?: () => void) =>
    PlayPage.open(browser, server.url, state, before ? { before } : {});

  it("comes back with a link", async () => {
    const options = { score: "cosine", mask: { window: 1 }, temperature: 0.5, nHeads: 2 } as const;
    const state = {
      score: "cosine",
      mask: "window:1",
      temperature: "0.5",
      nHeads: "2",
      head: "1",
      query: "2",
      key: "1",
    };
    const play = await open({ text: "I like to eat apples", ...state, direction: "by", show: "scores" });
    await play.shows(engine(), "I like to eat apples", options, 1);
    expect(await play.messages()).toEqual([]);
    const pressed = await play.page.$$eval("page-stage [aria-pressed=true]", (buttons) =>
      buttons.map((button) => button.textContent?.trim()),
    );
    expect(pressed).toContain("attended by");
    expect(await play.selectedTokens()).toEqual([1]);
  });

  it("never reaches the server", async () => {
    const play = await open({ text: "a secret sentence" });
    expect(play.visit.requests.length).toBeGreaterThan(0);
    for (const url of play.visit.requests) expect(new URL(url).search + new URL(url).pathname).not.toMatch(/secret/);
  });

  it("goes back and forward through picks and edits, not through what was pointed at", async () => {
    const play = await open({ text: "I like apples", query: "0" });
    await play.page.click(play.token(1));
    await play.stateIs({ query: "1" });
    await play.page.click(play.token(2));
    await play.stateIs({ query: "2" });
    for (const index of [0, 1, 0]) await play.page.hover(play.token(index));
    await play.page.goBack();
    await expect.poll(() => play.selectedTokens()).toEqual([1]);
    await play.page.goBack();
    await expect.poll(() => play.selectedTokens()).toEqual([0]);
    await play.page.goForward();
    await expect.poll(() => play.selectedTokens()).toEqual([1]);
  });

  it("names what it cannot read, and keeps the rest", async () => {
    const play = await open({ text: "I like apples", score: "telepathy", colour: "red", temperature: "0.5" });
    await play.says(/score=telepathy/);
    await play.says(/colour/);
    await play.shows(engine(), "I like apples", { temperature: 0.5 });
  });

  it("draws what is nearest to a number of heads that there cannot be, and loses nothing of the link", async () => {
    const play = await open({ text: "I like apples", nHeads: "7", head: "6", score: "cosine" });
    await play.shows(engine(), "I like apples", { nHeads: 5, score: "cosine" }, 4);
    await play.says(/100 numbers cannot be cut into 7 equal heads, so the picture has 5\. Possible are 1, 2, 4, 5, 10/);
    await play.clickButton("attended by");
    await play.stateIs({ nHeads: "7", head: "6", score: "cosine", direction: "by" });
    await play.clickButton("Keep what is shown");
    await expect.poll(() => play.messages()).toEqual([]);
    await play.stateIs({ nHeads: "5", head: "4" });
  });

  it.each([
    ["%", "garbage"],
    ["v=1&text=%E0%A4%A&score=%00&mask=window:-1&query=1e9&tokens=[", "more garbage"],
    ["__proto__=1&constructor=2&v=abc", "names of every object"],
  ])("survives #%s (%s)", async (fragment) => {
    const { page } = await browser.open(`${server.url}#${fragment}`);
    await page.waitForFunction(
      () => (document.querySelector("attn-strip") as unknown as { data: unknown } | null)?.data,
    );
  });

  it("reads a link of a newer version as far as it can, and says so", async () => {
    const play = await open({ v: "7", text: "I like apples", score: "cosine" });
    await play.says(/newer version \(7\)/);
    await play.shows(engine(), "I like apples", { score: "cosine" });
  });

  it("offers a file where a link would be too long, and opens it again", async () => {
    const long = "apples and oranges ".repeat(600).trim();
    const play = await open({ text: "x" }, catchDownloads);
    await play.paste(long);
    await play.says(/too long for a link/);
    await play.clickButton("Save as a file");
    await expect.poll(async () => Object.keys(await savedFiles(play)).length).toBe(1);
    const [name, content] = Object.entries(await savedFiles(play))[0] ?? ["", ""];
    const other = await open({ text: "x" });
    await other.drop(name, content);
    await expect.poll(() => other.text()).toBe(long);
  });

  it("saves the numbers as JSON, bit for bit those of Node, and opens them again", async () => {
    const text = "我喜欢吃苹果";
    const play = await open({ text, score: "cosine", query: "1", key: "3" }, catchDownloads);
    await play.clickButton("Export");
    await play.clickButton("Weights and scores as JSON");
    await expect.poll(async () => Object.keys(await savedFiles(play)).length).toBe(1);
    const [name, content] = Object.entries(await savedFiles(play))[0] ?? ["", ""];
    const json = JSON.parse(content) as RunJson;
    const run = await engine().play(text, { score: "cosine" });
    const { weights, scores } = await run.attention();
    expect(bitsOf(Float32Array.from(json.heads[0]?.weights ?? []))).toEqual(bitsOf(weights));
    expect(bitsOf(Float32Array.from((json.heads[0]?.scores ?? []).map(Number)))).toEqual(bitsOf(scores));
    expect(json).toMatchObject({ text, query: 1, key: 3, explanation: { query: 1, key: 3 } });
    const other = await open({ text: "x" });
    await other.drop(name, content);
    await other.shows(engine(), text, { score: "cosine" });
  });

  it("saves pictures", async () => {
    const play = await open({ text: "I like apples" }, catchDownloads);
    for (const item of ["Sentence as SVG", "Matrix as SVG", "Sentence as PNG", "Matrix as PNG"]) {
      await play.clickButton("Export");
      await play.clickButton(item);
    }
    await expect.poll(async () => Object.keys(await savedFiles(play)).length).toBe(4);
    for (const [name, content] of Object.entries(await savedFiles(play)))
      expect(content.slice(0, 8), name).toMatch(name.endsWith(".svg") ? /^<svg / : /^\uFFFDPNG/);
  });
});

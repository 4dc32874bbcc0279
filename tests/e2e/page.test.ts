/** Text in, pictures out: typing, an input method, pointing, pinning. */
import { expect, it } from "vitest";
import { useEngine } from "../engine.ts";
import { inEachBrowser, type TestBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

const apples = "I like to eat apples";

/** Composes "苹果" letter by letter, as an input method does; `during` runs before it is committed. */
async function compose(browser: TestBrowser, { page }: PlayPage, during: () => Promise<void>): Promise<void> {
  const steps = ["p", "pi", "pin", "ping", "pingg", "pingguo"];
  if (browser.name === "chromium") {
    const devTools = await page.createCDPSession();
    for (const text of steps)
      await devTools.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    await during();
    await devTools.send("Input.insertText", { text: "苹果" });
    return;
  }
  const say = (type: string, data: string, append: string) =>
    page.$eval(
      "page-texts textarea",
      (element, type, data, append) => {
        const area = element;
        const before = area.dataset["before"] ?? (area.dataset["before"] = area.value);
        if (type.startsWith("composition")) area.dispatchEvent(new CompositionEvent(type, { bubbles: true, data }));
        area.value = before + append;
        const isComposing = type !== "compositionend";
        area.dispatchEvent(
          new InputEvent("input", { bubbles: true, data, inputType: "insertCompositionText", isComposing }),
        );
      },
      type,
      data,
      append,
    );
  await say("compositionstart", "", "");
  for (const text of steps) await say("compositionupdate", text, text);
  await during();
  await say("compositionend", "苹果", "苹果");
}

type WithData = HTMLElement & { data: unknown };
declare const firstFrame: { strip: number; matrix: boolean; steps: boolean };

/** Runs in the page: what has weights in the first frame that shows any. */
function noteFirstFrame() {
  const has = (name: string) => Boolean(document.querySelector<WithData>(name)?.data);
  const look = () => {
    const strip = document.querySelector("attn-strip")?.shadowRoot?.querySelectorAll("[data-index]").length ?? 0;
    if (strip === 0) requestAnimationFrame(look);
    else Object.assign(window, { firstFrame: { strip, matrix: has("attn-matrix"), steps: has("attn-steps") } });
  };
  requestAnimationFrame(look);
}

inEachBrowser("the page", (browser) => {
  const server = serveFor(site);
  const engine = useEngine();
  const open = (state?: Record<string, string>) => PlayPage.open(browser, server.url, state);

  it("shows a transformer's weights a frame before what is drawn of them below", async () => {
    const fragment = new URLSearchParams({ v: "1", text: apples, model: "e5-small" });
    const { page } = await browser.open(`${server.url}#${fragment}`, { before: noteFirstFrame });
    await page.waitForSelector("attn-matrix >>> canvas");
    const { strip, matrix, steps } = await page.evaluate(() => firstFrame);
    expect(strip).toBeGreaterThan(0);
    expect([matrix, steps]).toEqual([false, false]);
  });

  it("shows a sentence and its weights at first sight", async () => {
    const play = await open();
    const text = await play.text();
    expect(text).not.toBe("");
    await play.shows(engine(), text);
    expect(await play.sentence()).toMatch(/ attends most to /);
    const marks = await play.page.evaluate(() => performance.getEntriesByName("first-weights").length);
    expect(marks).toBe(1);
  });

  it("shows the weights of what is typed", async () => {
    const play = await open();
    await play.typeInstead(apples);
    await play.shows(engine(), apples);
    expect(await play.text()).toBe(apples);
  });

  it("leaves an input method alone until it is done", async () => {
    const play = await open({ text: "我喜欢吃" });
    await play.page.focus("page-texts textarea");
    await play.press("Control", "End");
    const before = await play.shown();
    await compose(browser, play, async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await play.shown()).toEqual(before);
      expect(await play.text()).toBe("我喜欢吃pingguo");
    });
    await play.shows(engine(), "我喜欢吃苹果");
    expect(await play.text()).toBe("我喜欢吃苹果");
  });

  it("shows the pair that is pointed at in every view, and the pinned one again afterwards", async () => {
    const play = await open({ text: apples, query: "3", key: "0" });
    const why = () => play.page.$eval("attn-steps >>> .base", (base) => base.textContent?.replace(/\s+/g, " ") ?? "");
    await expect.poll(why).toMatch(/eat → I\b/);
    await play.page.hover(play.token(4));
    await expect.poll(why).toMatch(/eat → apples/);
    await play.page.mouse.move(2, 2);
    await expect.poll(why).toMatch(/eat → I\b/);
  });

  it("pins a token with a click and adds several up with Shift", async () => {
    const play = await open({ text: apples, query: "1" });
    await play.page.click(play.token(4));
    await expect.poll(() => play.selectedTokens()).toEqual([4]);
    await play.stateIs({ query: "4" });
    await play.page.keyboard.down("Shift");
    await play.page.click(play.token(3));
    await play.page.keyboard.up("Shift");
    await expect.poll(() => play.selectedTokens()).toEqual([3, 4]);
    await play.page.mouse.move(2, 2);
    const { weights } = await (await engine().play(apples)).attention();
    const sums = [0, 1, 2, 3, 4].map((j) => (weights[15 + j] ?? 0) + (weights[20 + j] ?? 0));
    const spoken = await play.spokenTokens();
    sums.forEach((sum, j) => expect(spoken[j]).toContain(sum.toFixed(2)));
  });

  it("turns the direction round", async () => {
    const play = await open({ text: apples, query: "3" });
    await play.clickButton("attended by");
    await play.stateIs({ direction: "by" });
    const { weights } = await (await engine().play(apples)).attention();
    const key = Number((await play.state())["key"]);
    await expect
      .poll(() => play.spokenTokens())
      .toEqual(
        apples
          .split(" ")
          .map((word, i) => expect.stringContaining(`${word}, ${(weights[i * 5 + key] ?? 0).toFixed(2)}`) as string),
      );
  });

  it("is used by keyboard alone", async () => {
    const play = await open({ text: apples, query: "3" });
    await play.page.focus(play.token(3));
    await play.page.keyboard.press("ArrowRight");
    await expect.poll(() => play.selectedTokens()).toEqual([4]);
    await play.page.focus('button[data-slot="score"]');
    await play.page.keyboard.press("Enter");
    await play.page.waitForSelector("page-sheet [aria-checked=true]");
    await play.page.keyboard.press("ArrowDown");
    await play.page.keyboard.press("Enter");
    await play.page.keyboard.press("Escape");
    await play.shows(engine(), apples, { score: "dot" });
    const focused = await play.page.evaluate(() => (document.activeElement as HTMLElement).dataset["slot"]);
    expect(focused).toBe("score");
  });

  it("pins a pair on the matrix, and says its exact weight", async () => {
    const play = await open({ text: apples, query: "0", key: "1" });
    const matrix = await play.page.waitForSelector("attn-matrix >>> [part=picture]");
    await matrix?.click();
    await expect.poll(() => play.state()).not.toMatchObject({ query: "0", key: "1" });
    const { query, key } = await play.state();
    const { weights } = await (await engine().play(apples)).attention();
    const exact = weights[Number(query) * 5 + Number(key)] ?? NaN;
    const tip = () => play.page.$eval("attn-matrix >>> .base", (base) => base.textContent ?? "");
    await expect.poll(tip).toContain(exact.toFixed(4));
  });

  it("draws a matrix of a thousand tokens, and tells the weight that is pointed at", async () => {
    const text = Array.from({ length: 1024 }, (_, i) => ["apples", "and", "pears", "or", "plums"][i % 5]).join(" ");
    const play = await open({ text: "apples" });
    await play.paste(text);
    await play.shows(engine(), text);
    await play.page.$eval("attn-matrix >>> [part=picture]", (picture) => {
      const { x, y, width, height } = picture.getBoundingClientRect();
      const at = { clientX: x + width * 0.6, clientY: y + height * 0.6, bubbles: true, composed: true };
      picture.dispatchEvent(new PointerEvent("pointermove", at));
    });
    const tip = () => play.page.$eval("attn-matrix >>> .base", (base) => base.textContent ?? "");
    await expect.poll(tip).toMatch(/\d\.\d{4}/);
  });

  it("compares two texts: as keys, and as one sequence", async () => {
    const play = await open({ text: apples });
    await play.clickButton("+ second sentence");
    await play.page.waitForFunction(() => document.activeElement?.matches("#text-b textarea"));
    await play.page.keyboard.type("我喜欢吃苹果");
    await play.shows(engine(), apples, { against: "我喜欢吃苹果" });
    await play.clickButton("one sequence");
    await play.shows(engine(), apples, { pair: "我喜欢吃苹果" });
  });
});

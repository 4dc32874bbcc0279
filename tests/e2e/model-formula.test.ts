/** τ and the mask act on a transformer as Node's run with the same options says; the rest of its formula explains itself. */
import { expect, it } from "vitest";
import type { Model, RunOptions } from "../../web/engine/model-types.ts";
import type { Explanation } from "../../web/engine/types.ts";
import { useEngine } from "../engine.ts";
import { bitsOf } from "./bits.ts";
import { violations } from "./axe.ts";
import { inEachBrowser, phone, wide, type OpenOptions } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

const text = "The animal did not cross the street because it was too tired";
const at = { layer: 8, head: 8 };
const link = { model: "e5-small", layer: "8", head: "8", text, query: "9", key: "2" };
const off = { headScale: "4.0=0,6.0=0,7.8=0" };

inEachBrowser("the formula of a transformer", (browser) => {
  const server = serveFor(site);
  const engine = useEngine();
  let model: Model | null = null;
  const inNode = async (options: RunOptions = {}) => {
    model ??= await engine().loadModel("e5-small");
    return model.run(text, options);
  };
  const open = (state: Record<string, string> = {}, options?: OpenOptions) =>
    PlayPage.open(browser, server.url, { ...link, ...state }, options);

  const shows = async (play: PlayPage, options: RunOptions) => {
    const { weights } = await (await inNode(options)).attention(at);
    await expect.poll(async () => (await play.shown())?.weights, { timeout: 20_000 }).toEqual(bitsOf(weights));
    return weights;
  };
  const valueUnder = (play: PlayPage, slot: string) =>
    play.page.$eval(`button[data-slot="${slot}"] .value`, (value) => value.textContent);
  const sentence = (play: PlayPage, text: string) => expect.poll(() => play.sentence(), { timeout: 20_000 }).toBe(text);

  it("tries a temperature while it is pointed at, and keeps it with a click", async () => {
    const play = await open();
    const plain = await shows(play, {});
    await play.openPart("normalizer");
    await play.page.waitForFunction(() => document.querySelectorAll("page-sheet svg.preview").length === 5);
    const height = () => play.page.$eval("page-sheet", (sheet) => sheet.getBoundingClientRect().top);
    const before = await height();
    await play.page.hover('page-sheet [data-choice="0.5"]');
    await shows(play, { temperature: 0.5 });
    expect(await height()).toBe(before);
    await play.page.mouse.move(2, 2);
    await shows(play, {});
    await play.choose("0.5");
    const sharp = await shows(play, { temperature: 0.5 });
    await play.stateIs({ temperature: "0.5" });
    expect(await valueUnder(play, "normalizer")).toBe("τ = 0.5");
    const place = 9 * 14 + 2;
    expect(sharp[place]).not.toBeCloseTo(plain[place] ?? 0, 2);
    await expect.poll(() => play.sentence()).toContain(`; ${plain[place]?.toFixed(2)} before τ was set to 0.5.`);
  });

  it("adds a mask to the model’s own", async () => {
    const play = await open();
    await play.openPart("mask");
    await play.choose("not_self");
    await shows(play, { mask: "not_self" });
    expect(await valueUnder(play, "mask")).toBe("not itself");
    await play.choose("window");
    await play.setField("window", 3);
    await shows(play, { mask: { window: 3 } });
    await play.stateIs({ mask: "window:3" });
    await sentence(play, "In head 8.8, it cannot see animal: their score is masked.");
  });

  it("explains what cannot be changed, with the numbers of this layer and head", async () => {
    const play = await open();
    await shows(play, {});
    const live = await play.page.$$eval("page-formula .part", (parts) =>
      parts.flatMap((part) => (part.querySelector(".chev") ? [(part as HTMLElement).dataset["slot"]] : [])),
    );
    expect(live).toEqual(["normalizer", "mask", "source"]);
    for (const slot of ["score", "residual", "position", "q", "k", "v", "heads"]) {
      await play.openPart(slot);
      const read = await play.page.$eval("page-sheet", (sheet) => ({
        choices: sheet.querySelectorAll("[role=radio], input").length,
        notes: sheet.querySelectorAll(".notes p").length,
      }));
      expect(read.choices).toBe(0);
      expect(read.notes).toBeGreaterThan(0);
      await play.closePart();
    }
    await play.openPart("k");
    await play.page.waitForSelector("page-sheet page-trace canvas");
    const drawn = await play.page.$eval("page-sheet page-trace", (trace) => [
      ...((trace as HTMLElement & { tensor: { data: Float32Array } | null }).tensor?.data ?? []),
    ]);
    expect(bitsOf(Float32Array.from(drawn))).toEqual(bitsOf((await (await inNode()).trace("k", at)).data));
  });

  it.each([
    ["light", { theme: "light" }, wide],
    ["dark, in Chinese on a phone", { theme: "dark", lang: "zh", ...off }, phone],
  ])("has no violation while a part is read, %s", async (_, state, viewport) => {
    const play = await open(state, { viewport });
    await play.openPart("residual");
    await play.page.waitForSelector("page-sheet page-trace canvas");
    expect(await violations(play.page)).toEqual({});
  });

  it("says what was before heads were switched off, in both languages, and each token’s change", async () => {
    const play = await open(off);
    await sentence(
      play,
      "In head 8.8, it gives animal 0.28 of its attention; 0.44 before three heads were switched off.",
    );
    const spoken = await play.spokenTokens();
    expect(spoken[2]).toBe("animal, 0.28, −0.15 against before");
    expect(spoken[1]).toBe("The, 0.03");
    await play.clickButton("中文");
    await sentence(play, "在头 8.8 中，it 把 0.28 的注意力给了 animal；关掉 3 个头之前是 0.44。");
  });

  it("steps through the strongest pieces in the shown head, whatever the picture makes of them", async () => {
    const odd = "The unhappiest animal did not cross the motorway";
    const play = await open({ text: odd, query: "2", key: "1", words: "true", hide: "special", combine: "mean" });
    const run = await (model ??= await engine().loadModel("e5-small")).run(odd);
    const { weights, nKeys } = await run.attention(at);
    const query = run.tokens.findIndex((token) => token.text === "animal");
    const pieces = run.tokens.flatMap(({ word }, key) => (word === 1 ? [key] : []));
    const key = pieces.reduce((a, b) => (weights[query * nKeys + b]! > weights[query * nKeys + a]! ? b : a));
    const expected = await run.explain({ ...at, query, key });
    type Steps = HTMLElement & { explanation: Explanation | null };
    await expect
      .poll(() => play.page.$eval("attn-steps", (steps) => (steps as Steps).explanation?.values), { timeout: 20_000 })
      .toEqual(expected.values);
    expect(pieces.length).toBeGreaterThan(1);
    const hint = await play.page.$eval("page-work attn-steps", (steps) => steps.previousElementSibling?.textContent);
    expect(hint).toMatch(/^These are the steps of head 8\.8 alone\. Of the pieces of both words, animal → .* own\.$/);
  });

  it("steps from hidden states to the head’s share, with the engine’s numbers", async () => {
    const play = await open();
    await shows(play, {});
    const expected = await (await inNode()).explain({ ...at, query: 9, key: 2 });
    type Steps = HTMLElement & { explanation: Explanation | null };
    await play.page.waitForFunction(() => (document.querySelector("attn-steps") as Steps | null)?.explanation);
    const got = await play.page.$eval("attn-steps", (steps) => {
      const { values, vectors } = (steps as Steps).explanation!;
      return { values, output: [...vectors.output], q: [...vectors.q] };
    });
    expect(got).toEqual({ values: expected.values, output: [...expected.vectors.output], q: [...expected.vectors.q] });
    const names = await play.page.$$eval("attn-steps >>> .row[data-name]", (rows) =>
      rows.map((row) => (row as HTMLElement).dataset["name"]),
    );
    expect(names).toEqual(["x_query", "q", "x_key", "k", "terms", "v", "context", "share_output"]);
  });
});

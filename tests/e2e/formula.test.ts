/** The formula is the control panel: each choice changes the weights, to exactly what the engine gives in Node. */
import { expect, it } from "vitest";
import type { Mask } from "../../web/engine/options.ts";
import type { Explanation, PlayArguments } from "../../web/engine/types.ts";
import { useEngine } from "../engine.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

const text = "The animal did not cross the street because it was too tired";

/** Parts of the formula, and what is chosen there one after the other. */
const parts: [slot: string, choices: [id: string, options: PlayArguments][]][] = [
  [
    "score",
    (["dot", "cosine", "euclidean", "gaussian", "additive", "general", "scaled_dot"] as const).map((score) => [
      score,
      { score },
    ]),
  ],
  ["position", (["sinusoidal", "rope", "alibi", "none"] as const).map((position) => [position, { position }])],
  [
    "mask",
    (
      [
        ["causal", "causal"],
        ["not_self", "not_self"],
        ["window", { window: 2 }],
        ["dilated", { dilated: [4, 2] }],
        ["prefix", { prefix: 2 }],
        ["none", "none"],
      ] satisfies [string, Mask][]
    ).map(([id, mask]) => [id, { mask }]),
  ],
  [
    "normalizer",
    (["sparsemax", "entmax15", "top_k", "top_p", "softmax"] as const).map((normalizer) => [normalizer, { normalizer }]),
  ],
  ["over", (["queries", "all", "keys"] as const).map((over) => [over, { over }])],
  ["q", (["identity", "projection", "offset"] as const).map((qkv) => [qkv, { qkv }])],
  ["heads", [2, 5, 1].map((nHeads) => [String(nHeads), { nHeads }])],
];

/** Numbers and switches that refine a choice. */
const fields: [slot: string, state: Record<string, string>, id: string, value: string, options: PlayArguments][] = [
  ["normalizer", {}, "temperature", "-1", { temperature: 0.5 }],
  ["normalizer", { normalizer: "top_k" }, "topK", "2", { normalizer: "top_k", topK: 2 }],
  ["normalizer", { normalizer: "top_p" }, "topP", "0.5", { normalizer: "top_p", topP: 0.5 }],
  ["score", { score: "gaussian" }, "bandwidth", "1.5", { score: "gaussian", bandwidth: 1.5 }],
  ["mask", { mask: "window:3" }, "window", "1", { mask: { window: 1 } }],
  ["mask", { mask: "prefix:1" }, "prefix", "10", { mask: { prefix: 10 } }],
  ["mask", { mask: "dilated:4,2" }, "dilated-step", "3", { mask: { dilated: [4, 3] } }],
  ["k", {}, "seed", "42", { seed: 42 }],
  ["v", {}, "sigma", "0.8", { sigma: 0.8 }],
  [
    "mask",
    { mask: "cells:" },
    "cells",
    "8-8, 8-3",
    {
      mask: {
        cells: [
          [8, 8],
          [8, 3],
        ],
      },
    },
  ],
];

inEachBrowser("the formula", (browser) => {
  const server = serveFor(site);
  const engine = useEngine();
  const open = (state: Record<string, string> = {}) =>
    PlayPage.open(browser, server.url, { text, query: "8", key: "3", ...state });

  it.each(parts)("changes the weights by every choice under %s", async (slot, choices) => {
    const play = await open();
    let before = await play.shows(engine(), text);
    await play.openPart(slot);
    for (const [id, options] of choices) {
      await play.choose(id);
      const after = await play.shows(engine(), text, options);
      expect(after, id).not.toEqual(before);
      before = after;
    }
    await play.closePart();
  });

  it.each(fields)(
    "changes the weights by the field under %s of %j: %s = %s",
    async (slot, state, id, value, options) => {
      const play = await open(state);
      const before = (await play.shown())?.weights;
      await play.openPart(slot);
      await play.setField(id, value);
      expect(await play.shows(engine(), text, options)).not.toEqual(before);
    },
  );

  it("shares one offset, splits words another way, leaves punctuation out", async () => {
    const play = await open({ text: "I don't like apples." });
    await play.openPart("q");
    await play.clickButton("the same for all three");
    await play.shows(engine(), "I don't like apples.", { offsets: "shared" });
    await play.closePart();
    await play.openPart("source");
    await play.page.click("#field-punctuation");
    await play.shows(engine(), "I don't like apples.", { offsets: "shared", punctuation: false });
    await play.clickButton("by the browser");
    await play.stateIs({ segmenter: "intl" });
  });

  it("says what a number may be, and does not keep what it cannot take", async () => {
    const play = await open();
    await play.openPart("q");
    const rangeShown = () => play.page.$eval("#range-sigma", (range) => getComputedStyle(range).display !== "none");
    const shown = () => play.page.$eval("#field-sigma", (input) => (input as HTMLInputElement).value);
    expect(await rangeShown()).toBe(false);
    await play.page.focus("#field-sigma");
    await play.press("Control", "a");
    await play.page.keyboard.type("-1");
    expect([await shown(), await rangeShown()]).toEqual(["-1", true]);
    await play.page.keyboard.press("Tab");
    expect([await shown(), await rangeShown()]).toEqual(["0.1", false]);
    expect(await play.state()).not.toHaveProperty("sigma");
  });

  it("adds the value back: the output changes, the weights do not", async () => {
    const play = await open();
    const outputBits = () =>
      play.page.evaluate(() => {
        const steps = document.querySelector("attn-steps") as
          (HTMLElement & { explanation: Explanation | null }) | null;
        const output = steps?.explanation?.vectors.output;
        return output && [...new Uint32Array(output.slice().buffer)];
      });
    const expected = async (residual: boolean) => {
      const run = await engine().play(text, { residual });
      return bitsOf((await run.explain({ query: 8, key: 3 })).vectors.output);
    };
    await expect.poll(outputBits).toEqual(await expected(false));
    await play.openPart("residual");
    await play.choose("on");
    await expect.poll(outputBits).toEqual(await expected(true));
    await play.shows(engine(), text, { residual: true });
  });

  it("tries a choice while it is pointed at, and takes it back", async () => {
    const play = await open();
    await play.openPart("score");
    await play.page.hover('page-sheet [data-choice="cosine"]');
    await play.shows(engine(), text, { score: "cosine" });
    expect(await play.state()).not.toHaveProperty("score");
    await play.page.mouse.move(2, 2);
    await play.shows(engine(), text);
  });

  it("previews what each choice would do to the pinned row", async () => {
    const play = await open();
    await play.openPart("score");
    const previews = () =>
      play.page.$$eval("page-sheet svg.preview", (pictures) => pictures.map((picture) => picture.ariaLabel ?? ""));
    await expect.poll(async () => (await previews()).length).toBe(7);
    expect(new Set(await previews()).size).toBeGreaterThan(4);
  });

  it("offers the masks between two texts once there are two", async () => {
    const play = await open({ text: "I like apples", pair: "我喜欢苹果", query: "2" });
    await play.openPart("mask");
    await play.choose("a_to_b");
    await play.shows(engine(), "I like apples", { pair: "我喜欢苹果", mask: "a_to_b" });
    await play.choose("b_to_a");
    await play.shows(engine(), "I like apples", { pair: "我喜欢苹果", mask: "b_to_a" });
  });

  it("refuses the residual of cross attention, with the reason", async () => {
    const play = await open({ text: "I like apples", against: "我喜欢苹果", query: "2" });
    await play.openPart("residual");
    const choice = await play.page.$eval('page-sheet [data-choice="on"]', (element) => ({
      disabled: element.ariaDisabled,
      text: element.textContent,
    }));
    expect(choice).toMatchObject({
      disabled: "true",
      text: expect.stringContaining("a query has no value among the keys") as string,
    });
  });

  it("sets the article's recipe from the examples", async () => {
    const play = await open({ text: "我喜欢吃苹果", query: "1" });
    await play.clickButton("Examples");
    await play.clickButton("Cosine similarity");
    await play.shows(engine(), "我喜欢吃苹果", { score: "cosine", residual: true });
  });

  it("chooses the head that is shown", async () => {
    const play = await open({ nHeads: "2" });
    await play.shows(engine(), text, { nHeads: 2 }, 0);
    await play.clickButton("Next head");
    await play.shows(engine(), text, { nHeads: 2 }, 1);
    await play.stateIs({ head: "1" });
  });
});

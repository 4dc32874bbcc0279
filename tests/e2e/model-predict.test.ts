/** What a transformer makes of the text, on the page: the next token, words for a mask, labels. */
import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelInput, RunOptions } from "../../web/engine/model-types.ts";
import { formatChance } from "../../web/render/numbers.ts";
import { describeWithData, testData } from "../data.ts";
import { useEngine } from "../engine.ts";
import { violations } from "./axe.ts";
import { inEachBrowser, phone, type OpenOptions, type TestBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { makeFolder, serveFor, site, type Files } from "./site.ts";

const stories = testData("models/stories260K");
const words =
  "[PAD] [UNK] [CLS] [SEP] [MASK] . , ! i you we like eat see apples pears the a red green good ##s ##ing".split(" ");

/** Random models of the test data with a vocabulary of their size. */
function fixture(name: string, vocabSize: number): Files {
  const vocab = Array.from({ length: vocabSize }, (_, id) => words[id] ?? `word${id}`);
  return {
    [`${name}/config.json`]: { folder: testData(`fixtures/${name}/config.json`) },
    [`${name}/model.safetensors`]: { folder: testData(`fixtures/${name}/model.safetensors`) },
    [`${name}/vocab.txt`]: vocab.join("\n"),
  };
}
const fixtures: Files = { ...fixture("bert", 131), ...fixture("bert-classifier", 88), ...fixture("t5", 130) };
const wholeSite: Files = Object.fromEntries(readdirSync(site).map((name) => [name, { folder: path.join(site, name) }]));

const files = {
  ...wholeSite,
  ...(existsSync(stories) && { stories: { folder: stories } }),
  ...(existsSync(testData("fixtures/bert")) && fixtures),
};

/** Opens a link with a model, which is fetched when the person says so. */
async function open(browser: TestBrowser, url: string, state: Record<string, string>, options?: OpenOptions) {
  const play = await PlayPage.open(browser, url, { lang: "en", ...state }, options);
  const press = (name: string) =>
    play.page.locator(`::-p-xpath(//button[starts-with(normalize-space(), "${name}")])`).click();
  await press("Look up");
  await press("Load ");
  await play.page.waitForSelector("page-predictions section");
  return play;
}

/** What the bars say: the piece, its share, and what that changed by. */
const guesses = ({ page }: PlayPage) =>
  page.$$eval(".guess", (bars) =>
    bars.map((bar) => ({
      share: bar.querySelector(".share")?.textContent ?? "",
      change: bar.querySelector(".change")?.textContent ?? null,
      isLeft: bar.classList.contains("left"),
      title: (bar as HTMLElement).title,
    })),
  );

/** A folder of the site as if it were dropped: a page cannot make one, so the item says that it is one. */
const dropFolder = ({ page }: PlayPage, folder: string, names: string[]) =>
  page.evaluate(
    async (folder, names) => {
      const entries = await Promise.all(
        names.map(async (name) => {
          const file = new File([await (await fetch(`${folder}/${name}`)).blob()], name);
          const fullPath = `/${folder}/${name}`;
          return { isFile: true, isDirectory: false, name, fullPath, file: (take: (file: File) => void) => take(file) };
        }),
      );
      const reader = () => {
        const parts = [entries, []];
        return { readEntries: (take: (part: unknown[]) => void) => take(parts.shift() ?? []) };
      };
      const entry = { isFile: false, isDirectory: true, name: folder, fullPath: `/${folder}`, createReader: reader };
      DataTransferItem.prototype.webkitGetAsEntry = () => entry as unknown as FileSystemEntry;
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([], folder));
      document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
    },
    folder,
    names,
  );

/** A bar as a person reaches it. */
const take = ({ page }: PlayPage, index: number) =>
  page.$$eval("button.guess", (bars, index) => (bars[index] as HTMLElement).click(), index);

describeWithData("a story on the page", ["models/stories260K"], () => {
  const text = "Once upon a time";
  const state = { model: "./stories/", text };

  inEachBrowser("written token by token", (browser) => {
    const server = serveFor(files);
    const node = useEngine();
    const written = async (maxNewTokens: number, more: object = {}) => {
      const model = await node().loadModel(stories);
      const { ids } = await model.generate(text, { maxNewTokens, seed: 1, ...more });
      return ids.join(",");
    };

    it("is that of Node: by steps, by playing, and its candidates are the engine's", async () => {
      const play = await open(browser, server.url, state);
      const run = await (await node().loadModel(stories)).run(text);
      const found = (await run.candidates()) ?? [];
      await expect
        .poll(async () => (await guesses(play)).map(({ share }) => share))
        .toEqual(found.map(({ chance }) => formatChance(chance)));
      await play.clickButton("Step");
      await play.stateIs({ taken: await written(1) });
      await play.clickButton("Step");
      await play.stateIs({ taken: await written(2) });
      await play.page.click("input[name=isFast]");
      await play.clickButton("Play");
      await expect
        .poll(async () => (await play.state())["taken"]?.split(",").length, { timeout: 20_000 })
        .toBeGreaterThan(7);
      await play.clickButton("Pause");
      const taken = (await play.state())["taken"] ?? "";
      expect(taken).toBe(await written(taken.split(",").length));
      await expect.poll(async () => (await play.shown())?.tokens.length).toBe(5 + taken.split(",").length);
    });

    it("is seen from its last token, which the next one comes from, also after another head was chosen", async () => {
      const play = await open(browser, server.url, state);
      const source = () => play.page.$eval("attn-matrix", (matrix) => matrix.pair?.query);
      await expect.poll(source).toBe(4);
      await play.clickButton("Step");
      await expect.poll(source).toBe(5);
      await play.page.click('page-work button[aria-label="Next head"]');
      await play.stateIs({ head: "1" });
      await play.clickButton("Step");
      await expect.poll(source).toBe(6);
    });

    it("takes what is clicked, and gives it back", async () => {
      const play = await open(browser, server.url, state);
      const model = await node().loadModel(stories);
      const third = (await (await model.run(text)).candidates())?.[2];
      await take(play, 2);
      await play.stateIs({ taken: String(third?.id) });
      await expect.poll(async () => (await play.shown())?.tokens.at(-1)).toBe(third?.text.trim());
      await play.clickButton("Undo");
      await expect.poll(async () => (await play.state())["taken"]).toBeUndefined();
      await expect.poll(async () => (await play.shown())?.tokens.length).toBe(5);
    });

    it("lets go of what was taken when the text is edited; Back brings it again", async () => {
      const play = await open(browser, server.url, { ...state, taken: await written(3) });
      await expect.poll(async () => (await play.shown())?.tokens.length).toBe(8);
      await play.page.focus("page-texts textarea");
      await play.page.keyboard.press("End");
      await play.page.keyboard.type("s");
      await expect.poll(async () => (await play.state())["taken"]).toBeUndefined();
      await play.page.goBack();
      await play.stateIs({ taken: await written(3), text });
      await expect.poll(async () => (await play.shown())?.tokens.length).toBe(8);
    });

    it("greys what temperature, top-k and top-p leave out, and draws by them", async () => {
      const play = await open(browser, server.url, state);
      const set = (name: string, value: string) =>
        play.page.$eval(
          `input[name=${name}]`,
          (input, value) => {
            input.value = value;
            input.dispatchEvent(new Event("input", { bubbles: true }));
          },
          value,
        );
      await set("temperature", "1.5");
      await set("topK", "3");
      await expect.poll(async () => (await guesses(play)).filter(({ isLeft }) => !isLeft).length).toBe(3);
      await set("seed", "5");
      await play.clickButton("Step");
      await play.stateIs({ taken: await written(1, { temperature: 1.5, topK: 3, seed: 5 }) });
    });

    it("is reachable, also on a phone and in the dark", async () => {
      const play = await open(browser, server.url, { ...state, theme: "dark" }, { viewport: phone });
      expect(await violations(play.page)).toEqual({});
      const isTooWide = await play.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(isTooWide).toBe(false);
    });
  });
});

describeWithData("random models on the page", ["fixtures/bert", "fixtures/bert-classifier", "fixtures/t5"], () => {
  inEachBrowser("a head's words", (browser) => {
    const server = serveFor(files);
    const node = useEngine();
    let folder: string;
    beforeAll(async () => {
      folder = await makeFolder(fixtures);
    });
    afterAll(() => rm(folder, { recursive: true }));

    async function candidates(name: string, input: ModelInput, options: RunOptions & { token?: number } = {}) {
      const { token, ...changes } = options;
      const model = await node().loadModel(path.join(folder, name));
      const run = await model.run(input, changes);
      return (await run.candidates({ count: 10, ...(token !== undefined && { token }) })) ?? [];
    }

    describe("for a mask", () => {
      it("are the engine's, and a click puts one into the text", async () => {
        const text = "i like [MASK] apples";
        const play = await open(browser, server.url, { model: "./bert/", text });
        const found = await candidates("bert", text, { token: 3 });
        await expect
          .poll(async () => (await guesses(play)).map(({ share }) => share))
          .toEqual(found.map(({ probability }) => formatChance(probability)));
        await take(play, 0);
        const [best] = found;
        const word = best?.piece.startsWith("##") ? best.text.replace("##", "") : ` ${best?.text}`;
        await play.stateIs({ text: `i like${word} apples` });
      });

      it("are those of a folder that is dropped; without a tokenizer it reads no text, and says so", async () => {
        const text = "i like [MASK] apples";
        const play = await PlayPage.open(browser, server.url, { lang: "en", text });
        const before = await play.shown();
        await dropFolder(play, "bert", ["config.json", "model.safetensors"]);
        await play.says(/has no tokenizer, so it cannot read a text/);
        expect(await play.text()).toBe(text);
        expect(await play.shown()).toEqual(before);
        await dropFolder(play, "bert", ["config.json", "model.safetensors", "vocab.txt"]);
        await play.page.waitForSelector("page-predictions section");
        const found = await candidates("bert", text, { token: 3 });
        await expect
          .poll(async () => (await guesses(play)).map(({ share }) => share))
          .toEqual(found.map(({ probability }) => formatChance(probability)));
        await play.stateIs({ model: "files:bert" });
      });

      it("come when the pinned word is hidden", async () => {
        const play = await open(browser, server.url, { model: "./bert/", text: "i like apples", query: "3" });
        await play.clickButton("Hide apples");
        await play.stateIs({ text: "i like [MASK]" });
        await expect.poll(async () => (await guesses(play)).length).toBe(10);
      });
    });

    it("of a classifier are its labels, beside those before a head was switched off", async () => {
      const text = "i like apples";
      const off = { headScale: [{ layer: 0, head: 0, scale: 0 }] };
      const play = await open(browser, server.url, { model: "./bert-classifier/", text, headScale: "0.0=0" });
      const now = await candidates("bert-classifier", text, off);
      const before = await candidates("bert-classifier", text);
      const shareBefore = (id: number) => before.find((each) => each.id === id)?.probability ?? NaN;
      await expect
        .poll(async () => (await guesses(play)).map(({ title }) => title))
        .toEqual(
          now.map(
            ({ id, text: name, probability }) =>
              `${name}: ${formatChance(probability)}, ${formatChance(shareBefore(id))} before your changes`,
          ),
        );
      expect(await violations(play.page)).toEqual({});
    });

    it("of an encoder–decoder are written under the text, or typed as its target", async () => {
      const play = await open(browser, server.url, { model: "./t5/", text: "i like apples" });
      const [best] = await candidates("t5", "i like apples");
      await play.clickButton("Step");
      await play.stateIs({ taken: String(best?.id) });
      const shown = () => play.page.$eval(".written b", (written) => written.textContent);
      await expect.poll(shown).toBe(best?.text.trim());
      const model = await node().loadModel(path.join(folder, "t5"));
      const written = await model.generate("i like apples", { maxNewTokens: 257, temperature: 0 });
      await play.clickButton("Write it");
      await play.stateIs({ taken: written.ids.join(",") });
      await play.clickButton("+ target text");
      await play.page.waitForSelector("#text-b textarea");
      await play.page.type("#text-b textarea", "green pears");
      await play.stateIs({ target: "green pears" });
      expect((await play.state())["taken"]).toBeUndefined();
      await expect.poll(shown).toBe("greenpears");
    });
  });
});

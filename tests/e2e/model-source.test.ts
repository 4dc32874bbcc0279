/** Where a transformer comes from: the site, a folder, or another address, and only when the person says so. */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Model } from "../../web/engine/model-types.ts";
import { useEngine } from "../engine.ts";
import { violations } from "./axe.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser } from "./browsers.ts";
import { asked, lookUp, press, sheetSays } from "./model-sheet.ts";
import { PlayPage } from "./play-page.ts";
import { at, serveFor, site } from "./site.ts";

const text = "I like apples";
const folder = at("web/models/e5-small");
const fileNames = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"];

/** Another address: `/e5/` has the model, `/stuck/` stops in the middle of it, `/odd/` has one of an unknown family. */
function serveElsewhere(): Server {
  return createServer((request, response) => {
    const [, place, name = ""] = request.url?.split("/") ?? [];
    const isOurs = fileNames.includes(name) && (place === "e5" || place === "stuck");
    let body = isOurs ? readFileSync(path.join(folder, name)) : null;
    if (place === "odd" && name === "config.json") body = Buffer.from('{"model_type": "mamba"}');
    if (place === "odd" && name === "model.safetensors") body = Buffer.from("\x02\0\0\0\0\0\0\0{}", "latin1");
    response.setHeader("access-control-allow-origin", "*");
    if (!body) return void response.writeHead(404).end();
    response.writeHead(200, { "content-length": body.length });
    if (place === "stuck" && name === "model.safetensors") response.write(body.subarray(0, 6_000_000));
    else response.end(body);
  });
}

inEachBrowser("a transformer's source", (browser) => {
  const server = serveFor(site);
  const engine = useEngine();
  const elsewhere = serveElsewhere();
  let model: Model;
  let other = "";
  beforeAll(async () => {
    model = await engine().loadModel("e5-small");
    await new Promise<void>((resolve) => elsewhere.listen(0, "localhost", resolve));
    other = `http://localhost:${(elsewhere.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    elsewhere.closeAllConnections();
    elsewhere.close();
  });

  const toElsewhere = () => new RegExp(`^request: ${other}|Failed to load resource|404`);
  const open = (state: Record<string, string> = {}) =>
    PlayPage.open(browser, server.url, { text, lang: "en", ...state }, { allowed: toElsewhere() });
  const weightsInNode = async (words: string, layer: number, head: number) =>
    bitsOf((await (await model.run(words)).attention({ layer, head })).weights);
  const drawsModel = async (play: PlayPage, words: string, layer = 0, head = 0) => {
    const expected = await weightsInNode(words, layer, head);
    await expect.poll(async () => (await play.shown())?.weights, { timeout: 30_000 }).toEqual(expected);
  };
  const dropModel = (play: PlayPage, names: string[], besides: string[] = []) =>
    play.page.evaluate(
      async (names, besides) => {
        const dataTransfer = new DataTransfer();
        for (const name of names) {
          const blob = await (await fetch(`models/e5-small/${name}`)).blob();
          dataTransfer.items.add(new File([blob], name));
        }
        for (const name of besides) dataTransfer.items.add(new File(["cat 1 0\n"], name));
        document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
      },
      names,
      besides,
    );

  it("is the site's own when it is chosen, and is loaded only then", async () => {
    const play = await open({ query: "1" });
    await play.openPart("source");
    expect(asked(play, "/models/")).toEqual([]);
    await press(play, "e5-small");
    await drawsModel(play, text);
    await play.stateIs({ model: "e5-small", query: "2" });
    await sheetSays(play, /Kept in this browser\s*e5-small/);
    await press(play, "int8");
    await expect.poll(() => play.state(), { timeout: 30_000 }).toMatchObject({ weights: "int8" });
    await press(play, "bundled word vectors");
    await play.shows(engine(), text);
    expect(await play.state()).not.toHaveProperty("model");
    await play.stateIs({ query: "1" });
  });

  it("reads what is typed, in English and in Chinese", async () => {
    const play = await open({ model: "e5-small", layer: "3", head: "5" });
    for (const words of ["I like green apples", "我喜欢吃苹果"]) {
      await play.typeInstead(words);
      await drawsModel(play, words, 3, 5);
    }
  });

  it("is asked what a pronoun stands for, where word vectors cannot know", async () => {
    const play = await open({ text: "The animal did not cross the street because it was too tired", query: "8" });
    await expect.poll(() => play.sentence()).toContain("cannot know what “it” stands for");
    const nOffers = () => play.page.$$eval(".say button", (offers) => offers.length);
    await play.page.hover("attn-matrix >>> .picture");
    await expect.poll(nOffers).toBe(0); // so that the sentence does not change its lines under the pointer
    await play.page.mouse.move(0, 0);
    await expect.poll(nOffers).toBe(1);
    await play.clickButton("Ask a transformer (38 MB)");
    await expect.poll(() => play.sentence(), { timeout: 30_000 }).toMatch(/In head 8\.8, it gives animal 0\.4/);
    await play.stateIs({ model: "e5-small", layer: "8", head: "8", query: "9" });
    expect(await nOffers()).toBe(0);
  });

  it("comes back with a link; a text that it cannot take as a whole is cut when the person says so", async () => {
    const play = await open({ model: "e5-small", layer: "8", head: "8" });
    await drawsModel(play, text, 8, 8);
    await play.paste("apples ".repeat(600));
    await play.says(/1203 tokens; at most 512/);
    await play.clickButton("Cut it to 512 tokens");
    await expect.poll(async () => (await play.shown())?.tokens.length, { timeout: 30_000 }).toBe(512);
    await play.says(/The last 691 tokens are left out/);
    await play.stateIs({ truncate: "true" });
    await play.paste(text);
    await drawsModel(play, text, 8, 8);
    expect(await play.state()).not.toHaveProperty("truncate");
  });

  it("elsewhere is looked up first, loaded at a press, kept, and deleted", async () => {
    const play = await open();
    await play.openPart("source");
    await lookUp(play, `${other}e5`);
    await sheetSays(play, /e5 \(localhost:\d+\): bert, 37 M parameters/);
    expect(await violations(play.page)).toEqual({});
    await press(play, "Load 38 MB");
    await drawsModel(play, text);
    await play.stateIs({ model: `${other}e5/` });
    await sheetSays(play, /Kept in this browser\s*http/);
    expect(await violations(play.page)).toEqual({});
    await press(play, `Delete ${other}`);
    await expect.poll(() => play.page.$("page-sheet .keepers li")).toBeNull();
  });

  it("elsewhere is not asked because a link names it", async () => {
    const play = await open({ model: `${other}e5/`, layer: "8", head: "8" });
    await play.says(/This link shows e5, which is fetched from localhost:\d+ only if you say so/);
    await play.shows(engine(), text);
    expect(asked(play, other)).toEqual([]);
    await press(play, "Look up");
    await press(play, "Load 38 MB");
    await drawsModel(play, text, 8, 8);
    await play.stateIs({ model: `${other}e5/`, layer: "8" });
  });

  it("that cannot be had is said, and the former stays", async () => {
    const play = await open();
    const before = await play.shown();
    await play.openPart("source");
    await lookUp(play, "no name");
    await play.says(/neither a model’s name on the hub nor an address/);
    await lookUp(play, `${other}nothing/`);
    await play.says(/nothing: The model has no file config\.json/);
    await lookUp(play, `${other}odd/`);
    await play.says(/odd: The model’s family “mamba” is not known here; known are bert/);
    await dropModel(play, ["config.json"]);
    await play.says(/model: The model has no file model\.safetensors/);
    await play.drop("model.safetensors", "x");
    await play.says(/model\.safetensors is no model: there is no config\.json in it/);
    expect(await play.shown()).toEqual(before);
    expect(await play.text()).toBe(text);
    expect(await play.state()).not.toHaveProperty("model");
  });

  it("that cannot be had is said in Chinese to who reads Chinese", async () => {
    const play = await open({ lang: "zh" });
    await dropModel(play, ["config.json"]);
    await play.says(/模型中没有文件 model\.safetensors/);
    expect((await play.messages()).join()).not.toMatch(/has no file/);
  });

  it("can be cancelled on its way", async () => {
    const play = await open();
    const before = await play.shown();
    await play.openPart("source");
    await lookUp(play, `${other}stuck/`);
    await press(play, "Load 38 MB");
    await sheetSays(play, /Loading \S+: [\d.]+ MB of 3\d MB, \d+ %/);
    await press(play, "Cancel");
    await expect.poll(() => play.page.$("page-sheet progress")).toBeNull();
    expect(await play.messages()).toEqual([]);
    expect(await play.shown()).toEqual(before);
  });

  it("is a folder's files that fall onto the page; a link asks for them", async () => {
    const play = await open();
    await dropModel(play, fileNames, ["cc.vec"]);
    await drawsModel(play, text);
    await play.stateIs({ model: "files:model" });
    await play.says(/Only the model was taken\. Left out: cc\.vec/);
    const link = await open({ model: "files:model", layer: "3", head: "5" });
    await link.says(/your own files “model”, which are not open/);
    await dropModel(link, fileNames);
    await drawsModel(link, text, 3, 5);
    await link.stateIs({ model: "files:model", layer: "3", head: "5" });
  });
});

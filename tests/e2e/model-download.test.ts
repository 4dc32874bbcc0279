/** A transformer from servers and into browsers as they can be: each problem is said beside its cause, and what was there stays. */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Model } from "../../web/engine/model-types.ts";
import { useEngine } from "../engine.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser, insecureHost, type OpenOptions } from "./browsers.ts";
import { lookUp, press, sheetSays } from "./model-sheet.ts";
import { PlayPage, type Shown } from "./play-page.ts";
import { at, serveFor, site } from "./site.ts";

const text = "I like apples";
const folder = at("web/models/e5-small");
const fileNames = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"];
const partOfFile = 9_000_000;

/** A server whose manners are the first part of the address. */
class Elsewhere {
  /** Bytes from which the model's file was asked for, in order. */
  starts: number[] = [];
  isPatient = false;
  readonly #server = createServer((request, response) => this.#answer(request, response));
  url = "";

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "localhost", resolve));
    this.url = `http://localhost:${(this.#server.address() as AddressInfo).port}/`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [, manner = "", name = ""] = request.url?.split("/") ?? [];
    if (manner !== "closed") response.setHeader("access-control-allow-origin", "*");
    if (!fileNames.includes(name)) return void response.writeHead(404).end();
    const file = readFileSync(path.join(folder, name));
    const isModel = name === "model.safetensors";
    const from = manner === "whole" ? 0 : Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (isModel) this.starts.push(from);
    const isLater = this.starts.length > 1;
    response.writeHead(manner === "whole" ? 200 : 206, {
      "access-control-expose-headers": "ETag",
      etag: manner === "changing" && isModel && isLater ? '"2"' : '"1"',
      "content-length": file.length - from,
      ...(manner !== "whole" && { "content-range": `bytes ${from}-${file.length - 1}/${file.length}` }),
    });
    const isCut = isModel && !this.isPatient && (manner !== "whole" || !isLater);
    if (!isCut || manner === "good") return void response.end(file.subarray(from));
    response.write(file.subarray(from, Math.max(from, partOfFile)));
    if (manner !== "silent") setTimeout(() => response.destroy(), 300);
  }
}

/** Without a worker the engine runs in the page, where a test can stand between it and the browser. */

function impatient() {
  Reflect.deleteProperty(window, "Worker");
  const original = window.setTimeout.bind(window);
  const patience = 20_000;
  window.setTimeout = ((work: () => void, time = 0) =>
    original(work, time === patience ? 700 : time)) as typeof window.setTimeout;
}

function withoutRoom() {
  Reflect.deleteProperty(window, "Worker");
  Cache.prototype.put = () => Promise.reject(new DOMException("no room", "QuotaExceededError"));
}

inEachBrowser("a transformer's download", (browser) => {
  const server = serveFor(site);
  const engine = useEngine();
  const elsewhere = new Elsewhere();
  let weights: number[];
  beforeAll(async () => {
    await elsewhere.start();
    const model: Model = await engine().loadModel("e5-small");
    weights = bitsOf((await (await model.run(text)).attention()).weights);
  });
  afterAll(() => elsewhere.stop());
  beforeEach(() => {
    elsewhere.starts = [];
    elsewhere.isPatient = false;
  });

  const open = async (before?: OpenOptions["before"], url = server.url) => {
    const allowed =
      /^request: http:\/\/localhost|Failed to load|ERR_|404|CORS|Cross-Origin|[Ww]orker|NetworkError|DOMException/;
    const play = await PlayPage.open(browser, url, { text, lang: "en" }, { allowed, ...(before && { before }) });
    await play.openPart("source");
    return play;
  };
  const drawsModel = (play: PlayPage) =>
    expect.poll(async () => (await play.shown())?.weights, { timeout: 40_000 }).toEqual(weights);
  const staysAs = async (play: PlayPage, before: Shown | null) => {
    expect(await play.shown()).toEqual(before);
    expect(await play.text()).toBe(text);
    expect(await play.state()).not.toHaveProperty("model");
  };
  const load = async (play: PlayPage, manner: string) => {
    await lookUp(play, `${elsewhere.url}${manner}/`);
    await press(play, "Load 38 MB");
  };

  it("is refused by a server that lets no other site read it", async () => {
    const play = await open();
    const before = await play.shown();
    await lookUp(play, `${elsewhere.url}closed/`);
    await play.says(/closed: .*does not let other sites read it \(CORS\); drop the downloaded files instead/);
    await staysAs(play, before);
  });

  it("that falls silent can be cancelled; when it stays so it is said, and can be tried again", async () => {
    const play = await open(impatient);
    const before = await play.shown();
    await load(play, "silent");
    await sheetSays(play, /Loading \S+: [\d.]+ MB of 3\d MB/);
    await play.says(/silent: .*the server stopped sending.*Try again/);
    await staysAs(play, before);
    await press(play, "Try again");
    await sheetSays(play, /Loading \S+: [\d.]+ MB of 3\d MB/);
    await press(play, "Cancel");
    await expect.poll(() => play.page.$("page-sheet progress")).toBeNull();
    elsewhere.isPatient = true;
    await load(play, "silent");
    await drawsModel(play);
  });

  it("comes whole from a server without ranges, from the beginning again when it broke off", async () => {
    const play = await open();
    await load(play, "whole");
    await drawsModel(play);
    expect(elsewhere.starts.length).toBeGreaterThan(1);
    await sheetSays(play, /Kept in this browser/);
  });

  it("of a file that changes on its way is not patched together", async () => {
    const play = await open();
    const before = await play.shown();
    await load(play, "changing");
    await play.says(/changing: .*it changed on its server meanwhile; load it again/);
    await staysAs(play, before);
  });

  it("runs where the browser has no room for it, and that is said", async () => {
    const play = await open(withoutRoom);
    await load(play, "good");
    await drawsModel(play);
    await sheetSays(play, /The browser has no room to keep this model: it is fetched again the next time/);
  });

  it("runs under an address that is not secure, where nothing is kept, and that is said", async () => {
    const play = await open(undefined, server.url.replace("localhost", insecureHost));
    expect(await play.page.evaluate(() => isSecureContext)).toBe(false);
    await press(play, "e5-small");
    await drawsModel(play);
    await sheetSays(play, /This page’s address is not secure \(https\), so the browser keeps no model/);
  });

  it("goes on where it was when the tab was closed", async () => {
    const play = await open();
    await load(play, "silent");
    await sheetSays(play, /Loading \S+: [89]\.\d MB of 3\d MB/);
    await play.page.goto("about:blank");
    elsewhere.isPatient = true;
    elsewhere.starts = [];
    await play.page.goto(`${server.url}#${new URLSearchParams({ v: "1", text, lang: "en" }).toString()}`);
    await play.weightsAreThere();
    await play.openPart("source");
    await load(play, "silent");
    await drawsModel(play);
    expect(Math.min(...elsewhere.starts)).toBeGreaterThan(partOfFile / 2);
  });
});

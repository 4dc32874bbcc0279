/** Transformers in a browser's worker: from an address, from files that a person gave, and the bits that Node has. */
import type * as Package from "../../web/engine/browser.ts";
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { testData } from "../data.ts";
import { useEngine } from "../engine.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser } from "./browsers.ts";
import { at, html, npmPackage, serveFor } from "./site.ts";

declare global {
  interface Window {
    playground: typeof Package;
  }
}

const page = html("", `<script type="module" src="start.js"></script>`);
const start = `import * as playground from "./npm/browser.js"; window.playground = playground;`;
const text = "The animal did not cross the street because 它 was too tired.";
const stories = testData("models/stories260K");

inEachBrowser("a model in the worker", (browser) => {
  const server = serveFor({
    "index.html": page,
    "start.js": start,
    npm: { folder: npmPackage },
    e5: { folder: at("web/models/e5-small") },
    ...(existsSync(stories) && { stories: { folder: stories } }),
  });
  const node = useEngine();

  const open = async () => {
    const visit = await browser.open(server.url);
    await visit.page.waitForFunction(() => "playground" in window);
    return visit.page;
  };

  it("is read from an address, kept, and gives Node's bits", async () => {
    const page = await open();
    const got = await page.evaluate(async (text) => {
      const load = async () => {
        const engine = await window.playground.createEngine();
        const seen: number[] = [];
        const model = await engine.loadModel(new URL("e5/", location.href), {
          onProgress: ({ loaded }) => seen.push(loaded),
        });
        const run = await model.run(text);
        const { weights } = await run.attention({ layer: 8, head: 8 });
        const numbers = [...new Uint32Array(weights.buffer, weights.byteOffset, weights.length)];
        const tokens = run.tokens.map(({ piece, start, end }) => [piece, start, end]);
        await engine.dispose();
        return { tokens, numbers, heard: seen.length > 1 };
      };
      const first = await load();
      return { ...first, again: JSON.stringify(await load()) === JSON.stringify(first) };
    }, text);
    const model = await node().loadModel("e5-small");
    const run = await model.run(text);
    const { weights } = await run.attention({ layer: 8, head: 8 });
    const tokens = run.tokens.map(({ piece, start, end }) => [piece, start, end]);
    await model.dispose();
    expect(got).toEqual({ tokens, numbers: bitsOf(weights), heard: true, again: true });
  });

  it("stays when another cannot be loaded, and loading can be cancelled", async () => {
    const page = await open();
    const got = await page.evaluate(async () => {
      const engine = await window.playground.createEngine();
      const model = await engine.loadModel(new URL("e5/", location.href));
      const before = await (await model.run("我喜欢吃苹果")).attention({ layer: 2, head: 3 });
      const failed = await engine.loadModel([new File(["{}"], "config.json")]).then(
        () => "loaded",
        (error: unknown) => error instanceof window.playground.AttentionError && error.code,
      );
      const abort = new AbortController();
      const cancelled = await engine
        .loadModel(new URL("e5/", location.href), { signal: abort.signal, onProgress: () => abort.abort() })
        .then(
          () => "loaded",
          (error: unknown) => error instanceof DOMException && error.name,
        );
      const after = await (await model.run("我喜欢吃苹果")).attention({ layer: 2, head: 3 });
      return { failed, cancelled, same: before.weights.join() === after.weights.join() };
    });
    expect(got).toEqual({ failed: "model_file_missing", cancelled: "AbortError", same: true });
  });

  it.skipIf(!existsSync(stories))("writes the story that Node writes, from files that a person gave", async () => {
    const page = await open();
    const got = await page.evaluate(async () => {
      const names = ["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"];
      const files = await Promise.all(
        names.map(async (name) => new File([await (await fetch(`stories/${name}`)).blob()], name)),
      );
      const engine = await window.playground.createEngine();
      const model = await engine.loadModel(files);
      const pieces: string[] = [];
      const { ids } = await model.generate("Once upon a time", {
        maxNewTokens: 40,
        temperature: 0,
        onToken: ({ text }) => pieces.push(text),
      });
      return { ids, nHeard: pieces.length };
    });
    const model = await node().loadModel(stories);
    const { ids } = await model.generate("Once upon a time", { maxNewTokens: 40, temperature: 0 });
    await model.dispose();
    expect(got).toEqual({ ids, nHeard: ids.length });
  });
});

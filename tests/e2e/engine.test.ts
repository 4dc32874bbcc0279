/** The package in a browser gives the bits that it gives in Node. */
import type * as Package from "../../web/engine/browser.ts";
import type { Page } from "puppeteer-core";
import { describe, expect, it } from "vitest";
import type { Engine, PlayArguments, PlayInput } from "../../web/engine/types.ts";
import { useEngine } from "../engine.ts";
import { inEachBrowser } from "./browsers.ts";
import { bitsOf } from "./bits.ts";
import { html, npmPackage, serveFor } from "./site.ts";

declare global {
  interface Window {
    playground: typeof Package;
  }
}

const page = html("", `<script type="module" src="start.js"></script>`);
const start = `import * as playground from "./npm/browser.js"; window.playground = playground;`;

const runs: [string, PlayInput, PlayArguments][] = [
  ["the article's recipe", "我喜欢吃苹果", { score: "cosine", residual: true }],
  [
    "rope, heads and a window",
    "The animal did not cross the street",
    { position: "rope", nHeads: 5, mask: { window: 2 } },
  ],
  [
    "projection, additive, entmax",
    "I don't like 苹果",
    { qkv: "projection", score: "additive", normalizer: "entmax15" },
  ],
  ["cross attention", "I like to eat apples", { against: "我喜欢吃苹果", score: "gaussian", normalizer: "top_p" }],
  ["tokens by hand", { tokens: ["我", "喜欢"] }, { qkv: "identity", position: "alibi" }],
];

const playInPage = (page: Page, input: PlayInput, options: PlayArguments) =>
  page.evaluate(
    async (input, options) => {
      const engine = await window.playground.createEngine();
      const run = await engine.play(input, options);
      const head = run.nHeads - 1;
      const { weights, maskedScores } = await run.attention({ head });
      const output = await run.trace("output");
      const numbers = [weights, maskedScores, output.data].map((a) => [
        ...new Uint32Array(a.buffer, a.byteOffset, a.length),
      ]);
      return { host: engine.info.host, tokens: run.tokens.map((token) => token.text), numbers };
    },
    input,
    options,
  );

async function playInNode(engine: Engine, input: PlayInput, options: PlayArguments) {
  const run = await engine.play(input, options);
  const { weights, maskedScores } = await run.attention({ head: run.nHeads - 1 });
  const output = await run.trace("output");
  return { tokens: run.tokens.map((token) => token.text), numbers: [weights, maskedScores, output.data].map(bitsOf) };
}

inEachBrowser("the package", (browser) => {
  const server = serveFor({ "index.html": page, "start.js": start, npm: { folder: npmPackage } });
  const node = useEngine();

  const open = async () => {
    const visit = await browser.open(server.url);
    await visit.page.waitForFunction(() => "playground" in window);
    return visit;
  };

  it.each(runs)("gives Node's bits for %s", async (_, input, options) => {
    const { page } = await open();
    expect(await playInPage(page, input, options)).toEqual({
      host: "worker",
      ...(await playInNode(node(), input, options)),
    });
  });

  it("loads only the vectors of the text's language", async () => {
    const { page, requests } = await open();
    await playInPage(page, "I like apples", {});
    expect(requests.filter((url) => /\/zh\./.test(url))).toEqual([]);
  });

  it("rejects with an AttentionError that has crossed the worker's border", async () => {
    const { page } = await open();
    const error = await page.evaluate(async () => {
      const engine = await window.playground.createEngine();
      return engine.play("apples", { nHeads: 3 }).then(
        () => null,
        (error: unknown) =>
          error instanceof window.playground.AttentionError && { code: error.code, details: error.details },
      );
    });
    expect(error).toMatchObject({ code: "bad_heads", details: { possible: [1, 2, 4, 5, 10, 20, 25, 50, 100] } });
  });

  it("answers a run while a file of vectors is being read", async () => {
    const { page } = await open();
    const order = await page.evaluate(async () => {
      const engine = await window.playground.createEngine();
      await engine.play("apples");
      const rows = Array.from({ length: 30_000 }, (_, i) => `w${i} ${"0.5 ".repeat(99)}1\n`);
      const order: string[] = [];
      const asked: Promise<unknown>[] = [];
      const onProgress = () => {
        if (asked.length === 0) asked.push(engine.play("apples and pears").then(() => order.push("run")));
      };
      await engine.loadVectors(new Blob(rows), { onProgress }).then(() => order.push("file"));
      await Promise.all(asked);
      return order;
    });
    expect(order).toEqual(["run", "file"]);
  });

  it("aborts with a DOMException", async () => {
    const { page } = await open();
    const name = await page.evaluate(async () => {
      const engine = await window.playground.createEngine();
      const run = engine.play("apples and oranges", { signal: AbortSignal.abort() });
      return run.then(
        () => null,
        (error: unknown) => error instanceof DOMException && error.name,
      );
    });
    expect(name).toBe("AbortError");
  });
});

describe("without WebAssembly", () => {
  inEachBrowser("the package", (browser) => {
    const server = serveFor(
      { "index.html": page, "start.js": start, npm: { folder: npmPackage } },
      { "content-security-policy": "default-src 'self'; img-src data:" },
    );

    it("says that WebAssembly is blocked", async () => {
      const { page } = await browser.open(server.url, { allowed: /Content.Security.Policy|WebAssembly|wasm/i });
      await page.waitForFunction(() => "playground" in window);
      const code = await page.evaluate(async () => {
        try {
          await (await window.playground.createEngine()).play("apples");
          return null;
        } catch (error) {
          return error instanceof window.playground.AttentionError ? error.code : String(error);
        }
      });
      expect(code).toBe("wasm_unavailable");
    });
  });
});

/** Word vectors that a person drops onto the page. */
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { useEngine } from "../engine.ts";
import { bitsOf } from "./bits.ts";
import { inEachBrowser } from "./browsers.ts";
import { PlayPage } from "./play-page.ts";
import { serveFor, site } from "./site.ts";

const glove = "cat 1 0 0.25 -1\ndog 0.5 1 0 1\nsat 0 0.75 -0.5 0.125\n";
const text = "cat dog sat";

inEachBrowser("own vectors", (browser) => {
  const server = serveFor(site);
  const engine = useEngine();
  const open = (state: Record<string, string> = { text }) => PlayPage.open(browser, server.url, state);

  const weightsInNode = async () => {
    const vectors = await engine().loadVectors(new Blob([glove]), { name: "tiny.txt" });
    const { weights } = await (await engine().play(text, { vectors })).attention();
    await vectors.dispose();
    return bitsOf(weights);
  };

  it.each([
    ["GloVe", "tiny.txt", glove],
    ["word2vec", "tiny.vec", `3 4\n${glove}`],
    ["gzipped", "tiny.txt.gz", [...gzipSync(glove)]],
  ])("are read from a %s file and give Node's weights", async (_, name, content) => {
    const play = await open();
    await play.drop(name, content);
    const expected = await weightsInNode();
    await expect.poll(async () => (await play.shown())?.weights, { timeout: 10_000 }).toEqual(expected);
    await play.stateIs({ vectors: expect.stringMatching(new RegExp(`^${name}@[0-9a-f]{16}$`)) as string });
  });

  it("are asked for by a link that was made with them, and taken when they come", async () => {
    const first = await open();
    await first.drop("tiny.txt", glove);
    await first.stateIs({ vectors: expect.stringContaining("tiny.txt@") as string });
    const { vectors = "" } = await first.state();
    const other = await open({ text, vectors, score: "dot" });
    await other.shows(engine(), text, { score: "dot" });
    await other.says(/tiny\.txt .*not open, so the picture shows the bundled ones\. Drop that file here/);
    await other.clickButton("attended by");
    await other.stateIs({ vectors, score: "dot", direction: "by" });
    await other.drop("tiny.txt", glove);
    await expect.poll(() => other.messages()).toEqual([]);
    const handle = await engine().loadVectors(new Blob([glove]), { name: "tiny.txt" });
    await other.shows(engine(), text, { vectors: handle, score: "dot" });
    await handle.dispose();
  });

  it("give way to the bundled ones when the person says so", async () => {
    const play = await open({ text, vectors: "tiny.txt@0123456789abcdef" });
    await play.clickButton("Keep the bundled vectors");
    await expect.poll(() => play.messages()).toEqual([]);
    expect(await play.state()).not.toHaveProperty("vectors");
  });

  it("show their progress, and can be cancelled", async () => {
    const play = await open();
    const before = await play.shown();
    const words = Array.from({ length: 60_000 }, (_, i) => `w${i} ${"0.5 ".repeat(49)}1\n`).join("");
    await play.drop("large.txt", words);
    await play.page.waitForSelector("progress");
    await play.clickButton("Cancel");
    await play.page.waitForFunction(() => !document.querySelector("progress"));
    expect(await play.shown()).toEqual(before);
    expect(await play.state()).not.toHaveProperty("vectors");
  });

  it.each([
    ["a wrong column count", "bad.txt", "cat 1 0 0 1\ndog 1 0 0\n", /line 2/i],
    ["NaN", "bad.txt", "cat 1 0 0 1\ndog 1 nan 0 1\n", /line 2/i],
    ["a truncated file", "bad.vec", "3 4\ncat 1 0 0 1\n", /line \d|word vectors/i],
    ["a truncated gzip file", "bad.gz", [...gzipSync(glove)].slice(0, 30), /ends early or is damaged/],
    ["a binary file", "bad.bin", [0, 1, 2, 255, 254, 0, 0, 7], /word vectors|line/i],
    ["an empty file", "bad.txt", "", /word vectors|line/i],
  ])("say what is wrong with %s, and keep the picture", async (_, name, content, message) => {
    const play = await open();
    const before = await play.shown();
    await play.drop(name, content);
    await play.says(message);
    await play.says(new RegExp(`^${name}: `));
    expect(await play.text()).toBe(text);
    expect(await play.shown()).toEqual(before);
    await play.clickButton("Dismiss");
    await expect.poll(() => play.messages()).toEqual([]);
  });

  it("are taken without what was said of the files before", async () => {
    const play = await open();
    await play.drop("bad.txt", "cat,1,2\n");
    await play.says(/^bad\.txt: Line 1 has no numbers/);
    await play.drop("bad.json", "{");
    await play.says(/^bad\.json is neither/);
    await play.drop("model.safetensors", [1, 2, 3]);
    await play.says(/no config\.json/);
    expect(await play.messages()).toHaveLength(1);
    await play.drop("tiny.txt", glove);
    await expect.poll(() => play.messages()).toEqual([]);
  });
});

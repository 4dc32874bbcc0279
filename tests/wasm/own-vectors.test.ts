import { gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Progress } from "../../web/engine/types.ts";
import { useEngine } from "../engine.ts";

const engine = useEngine();
const glove = "apple 1 0 0 0\npear 0.9 0.1 0 0\nCar 0 0 1 0\n苹果 1 0.05 0 0\n";

/** As the engine keeps a number: scale · int8. */
const kept = (value: number, largest: number) =>
  Math.fround(Math.round((value * 127) / largest) * Math.fround(largest / 127));

describe("loadVectors()", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "attention-vectors-"));
    await writeFile(path.join(folder, "tiny.txt"), glove);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("reads a Blob, and plays with its vectors", async () => {
    const vectors = await engine().loadVectors(new Blob([glove]), { name: "tiny" });
    expect(vectors).toMatchObject({ name: "tiny", nWords: 4, dModel: 4 });
    expect(vectors.hash).toBe(createHash("sha256").update(glove).digest("hex"));
    const run = await engine().play("pear car 苹果 plum", { vectors, nHeads: 2 });
    expect(run.tokens.map((token) => token.known)).toEqual([true, true, true, false]);
    expect(run.options.vectors).toBe("tiny");
    expect([run.dModel, run.headDim]).toEqual([4, 2]);
    const e = (await run.trace("e")).data;
    expect(Array.from(e.subarray(0, 4))).toEqual([kept(0.9, 0.9), kept(0.1, 0.9), 0, 0]);
    await vectors.dispose();
  });

  it("reads a path, a file: address and .gz alike", async () => {
    const file = path.join(folder, "tiny.txt");
    const zipped = new File([gzipSync(`4 4\n${glove}`)], "tiny.vec.gz");
    const loaded = [
      await engine().loadVectors(file),
      await engine().loadVectors(pathToFileURL(file)),
      await engine().loadVectors(zipped),
    ];
    expect(loaded.map(({ name, nWords, dModel }) => [name, nWords, dModel])).toEqual([
      ["tiny.txt", 4, 4],
      ["tiny.txt", 4, 4],
      ["tiny.vec.gz", 4, 4],
    ]);
  });

  it("finds neighbors in them, without the word itself", async () => {
    const vectors = await engine().loadVectors(new Blob([glove]));
    const found = await engine().neighbors("apple", 2, { vectors });
    expect(found.map(({ word }) => word)).toEqual(["苹果", "pear"]);
    expect(found[0]!.similarity).toBeGreaterThan(found[1]!.similarity);
    expect(await engine().neighbors("unknown", 2, { vectors })).toEqual([]);
    expect(await engine().neighbors("apple", 99, { vectors })).toHaveLength(3);
  });

  it("names the heads that are possible with their length", async () => {
    const vectors = await engine().loadVectors(new Blob([glove]));
    await expect(engine().play("apple", { vectors, nHeads: 3 })).rejects.toMatchObject({
      code: "bad_heads",
      details: { possible: [1, 2, 4] },
    });
  });

  it.each([
    ["a wrong column count", "a 1 2\nb 1\n", /[Ll]ine 2/],
    ["NaN", "a 1 2\nb NaN 1\n", /[Ll]ine 2/],
    ["infinity", "a 1 2\nb 1 inf\n", /[Ll]ine 2/],
    ["a binary file", "\u0000\u0001\u0002\u0003".repeat(50), /binary/],
    ["a truncated file", "3 2\na 1 2\nb 1 2\n", /early/],
    ["more words than announced", "1 2\na 1 2\nb 1 2\n", /announces/],
    ["an empty file", "", /no word vectors/],
  ])("refuses %s", async (_, text, message) => {
    await expect(engine().loadVectors(new File([text], "odd.vec"))).rejects.toMatchObject({
      name: "AttentionError",
      code: "bad_vectors",
      message: expect.stringMatching(message) as string,
      details: { name: "odd.vec" },
    });
  });

  it("names the file that it could not read", async () => {
    const reading = engine().loadVectors(new File(["a 1 2\nb 1\n"], "odd.vec"));
    await expect(reading).rejects.toThrow("odd.vec: Line 2 has 1 number after its word, not 2.");
  });

  it.each(["http://", "https://[", "http://localhost:1/%E0%A4%A.vec"])(
    "refuses the address %s as one that cannot be read",
    async (address) => {
      await expect(engine().loadVectors(address)).rejects.toMatchObject({ code: "fetch_failed" });
    },
  );

  it("refuses a file that is not there", async () => {
    await expect(engine().loadVectors(path.join(folder, "no.txt"))).rejects.toMatchObject({ code: "fetch_failed" });
  });

  it("refuses a run with vectors that were disposed, and a run begun before", async () => {
    const vectors = await engine().loadVectors(new Blob([glove]));
    const run = await engine().play("apple", { vectors });
    await vectors.dispose();
    await expect(engine().play("apple", { vectors })).rejects.toMatchObject({ code: "vectors_disposed" });
    await engine().play("apples"); // the engine now holds another run
    await expect(run.attention()).rejects.toMatchObject({ code: "vectors_disposed" });
  });
});

describe("a long file", () => {
  const row = (w: number) => `w${w} ${Array.from({ length: 50 }, (_, d) => ((w * 7 + d) % 100) / 10).join(" ")}\n`;
  const file = new Blob(Array.from({ length: 20_000 }, (_, w) => row(w)));

  it("tells its progress up to the end", async () => {
    const seen: Progress[] = [];
    await engine().loadVectors(file, { name: "long", onProgress: (progress) => seen.push(progress) });
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.at(-1)).toMatchObject({ loaded: file.size, total: file.size });
    expect(seen.every(({ loaded }, i) => i === 0 || loaded > seen[i - 1]!.loaded)).toBe(true);
  });

  it("can be cancelled, and leaves no room taken behind", async () => {
    for (let i = 0; i < 5; i++) {
      const controller = new AbortController();
      const loading = engine().loadVectors(file, { signal: controller.signal, onProgress: () => controller.abort() });
      await expect(loading).rejects.toMatchObject({ name: "AbortError" });
    }
    expect((await engine().play("apples")).tokens).toHaveLength(1);
  });
});

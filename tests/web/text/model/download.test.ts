import { afterEach, describe, expect, it } from "vitest";
import { openModel } from "../../../../web/text/model/open.ts";
import { PART_BYTES } from "../../../../web/text/model/part-cache.ts";
import type { ModelPlatform } from "../../../../web/text/model/types.ts";
import { type Manners, MemoryParts, platformWith, serveFiles, type Served } from "./server.ts";

const SIZE = 2 * PART_BYTES + 12_345;
const bytes = Uint8Array.from({ length: SIZE }, (_, index) => (index * 7 + (index >> 9)) & 0xff);
const files = { "model.safetensors": bytes, "config.json": new TextEncoder().encode('{"a":1}') };

let server: Served;
const serve = async (manners: Manners = {}) => (server = await serveFiles({ ...files }, manners));
afterEach(() => server.close());

const open = (platform: ModelPlatform) => openModel({ kind: "url", name: "served", url: server.url }, platform);
/** Whether these are the bytes asked for; an assertion on the bytes themselves would print them all. */
const isWhole = (got: Uint8Array, begin = 0, end = SIZE) =>
  got.length === end - begin && Buffer.compare(got, bytes.subarray(begin, end)) === 0;

describe("a file of the network", () => {
  it("is one download when its ranges are read in order", async () => {
    await serve({ etag: '"1"' });
    const source = open(platformWith(null));
    expect(await source.size("model.safetensors")).toBe(SIZE);
    expect(isWhole(await source.range("model.safetensors", 0, 8), 0, 8)).toBe(true);
    expect(isWhole(await source.range("model.safetensors", 8, 5000), 8, 5000)).toBe(true);
    expect(isWhole(await source.range("model.safetensors", 6000, SIZE), 6000)).toBe(true);
    expect(server.asked).toEqual(["model.safetensors@0"]);
    expect(await source.json("config.json")).toEqual({ a: 1 });
    await source.close();
  });
  it("is asked for anew further on, or further back", async () => {
    await serve();
    const source = open(platformWith(null));
    expect(isWhole(await source.range("model.safetensors", SIZE - 10, SIZE), SIZE - 10)).toBe(true);
    expect(isWhole(await source.range("model.safetensors", 100, 200), 100, 200)).toBe(true);
    expect(server.asked).toEqual([0, SIZE - 10, 100].map((from) => `model.safetensors@${from}`));
    await source.close();
  });
  it("can be read in two places at once", async () => {
    await serve();
    const source = open(platformWith(null));
    const [a, b] = await Promise.all([
      source.range("model.safetensors", 0, 3_000_000),
      source.range("model.safetensors", 1_500_000, SIZE),
    ]);
    expect(isWhole(a, 0, 3_000_000) && isWhole(b, 1_500_000)).toBe(true);
    await source.close();
  });
  it("goes on from where it broke off", async () => {
    await serve({ etag: '"1"', breaks: 2, breakAfter: 1_000_000 });
    const source = open(platformWith(null));
    expect(isWhole(await source.range("model.safetensors", 0, SIZE))).toBe(true);
    const starts = server.asked.map((each) => Number(each.split("@")[1]));
    expect(starts[0]).toBe(0);
    expect(starts.slice(1).every((start) => start > 0)).toBe(true);
    await source.close();
  });
  it("goes on after a silence", async () => {
    await serve({ stalls: 1, stallAfter: 1_000_000 });
    expect(isWhole(await open(platformWith(null, 1500)).range("model.safetensors", 0, SIZE))).toBe(true);
  });
  it("goes on from a server without ranges by passing over what it has", async () => {
    await serve({ ranges: false, breaks: 1, breakAfter: 1_000_000 });
    expect(isWhole(await open(platformWith(null)).range("model.safetensors", 0, SIZE))).toBe(true);
    expect(server.asked).toHaveLength(2);
  });
  it("may hide its length", async () => {
    await serve({ ranges: false, hidesLength: true });
    expect(await open(platformWith(null)).json("config.json")).toEqual({ a: 1 });
  });
  it("is not joined with another version of itself", async () => {
    await serve({ etag: '"1"', breaks: 1, breakAfter: 1_000_000 });
    const onProgress = () => (server.manners.etag = '"2"');
    const reading = open(platformWith(null))
      .range("model.safetensors", 0, SIZE, { onProgress })
      .then((got) => isWhole(got));
    await expect(reading).rejects.toMatchObject({ code: "fetch_failed", details: { reason: "changed" } });
  });
  it.each([
    [{ breaks: 9, breakAfter: 10 }, "network"],
    [{ stalls: 9, stallAfter: 0 }, "stalled"],
    [{ refusals: 1, status: 403 }, "status"],
  ])("says why it could not be had: %o", async (manners, reason) => {
    await serve(manners);
    const error = await open(platformWith(null, 1500))
      .range("model.safetensors", 0, SIZE)
      .then((got) => isWhole(got))
      .catch((each: unknown) => each);
    expect(error).toMatchObject({ code: "fetch_failed", details: { reason } });
  });
  it("says that a server is not there", async () => {
    await serve();
    await server.close();
    const error = open(platformWith(null)).text("config.json");
    await expect(error).rejects.toMatchObject({ code: "fetch_failed", details: { reason: "network" } });
  });
  it("is missing where the server says so", async () => {
    await serve();
    const source = open(platformWith(null));
    expect(await source.size("vocab.txt")).toBeNull();
    const place = (source.location as { url: string }).url;
    await expect(source.text("vocab.txt")).rejects.toMatchObject({
      code: "model_file_missing",
      message: expect.stringContaining(`has no file vocab.txt at ${place}`) as string,
      details: { place },
    });
  });
  it("tells a refused origin from a server that is not there", async () => {
    await serve();
    const refusing = (_: unknown, init?: RequestInit) =>
      init?.mode === "no-cors" ? Promise.resolve(new Response()) : Promise.reject(new TypeError("Failed to fetch"));
    const platform = { ...platformWith(null), origin: "http://page.example", fetch: refusing as typeof fetch };
    await expect(open(platform).text("config.json")).rejects.toMatchObject({ details: { reason: "cors" } });
  });
  it("stops when it is told to, also in a silence", async () => {
    await serve({ stalls: 1, stallAfter: 1000 });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const { signal } = stop;
    const reading = open(platformWith(null, 60_000))
      .range("model.safetensors", 0, SIZE, { signal })
      .then((got) => isWhole(got));
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("kept parts", () => {
  it("are read back without the server", async () => {
    await serve({ etag: '"1"' });
    const cache = new MemoryParts();
    expect(isWhole(await open(platformWith(cache)).range("model.safetensors", 0, SIZE))).toBe(true);
    expect(cache.parts.size).toBe(3);
    await server.close();
    const again = open(platformWith(cache));
    expect(again.isCached).toBe(true);
    expect(isWhole(await again.range("model.safetensors", 10, SIZE - 1), 10, SIZE - 1)).toBe(true);
  });
  it("are read once each, however many tensors are in them and in turns", async () => {
    await serve({ etag: '"1"' });
    const cache = new MemoryParts();
    const read: number[] = [];
    cache.part = (url, index) => {
      read.push(index);
      return MemoryParts.prototype.part.call(cache, url, index);
    };
    const inTurns = async () => {
      const source = open(platformWith(cache));
      for (let begin = 0; begin + 5000 < PART_BYTES; begin += PART_BYTES >> 4)
        for (const from of [begin, begin + PART_BYTES])
          expect(isWhole(await source.range("model.safetensors", from, from + 5000), from, from + 5000)).toBe(true);
      await source.close();
    };
    await inTurns();
    expect(read).toEqual([0, 1]); // they were not there yet
    await inTurns();
    expect(read).toEqual([0, 1, 0, 1, 2]); // the last one ahead
  });
  it("are read while the one before is used", async () => {
    await serve({ etag: '"1"' });
    const cache = new MemoryParts();
    expect(isWhole(await open(platformWith(cache)).range("model.safetensors", 0, SIZE))).toBe(true);
    const asked: number[] = [];
    cache.part = (url, index) => {
      asked.push(index);
      return MemoryParts.prototype.part.call(cache, url, index);
    };
    const chunks = open(platformWith(cache)).stream("model.safetensors", 0, SIZE);
    await chunks.next();
    expect(asked).toEqual([0, 1]);
    let length = 0;
    for await (const chunk of chunks) length += chunk.length;
    expect([length, asked]).toEqual([SIZE - PART_BYTES, [0, 1, 2]]);
  });
  it("save what came before the tab was closed", async () => {
    await serve({ etag: '"1"' });
    const cache = new MemoryParts();
    for await (const _ of open(platformWith(cache)).stream("model.safetensors", 0, SIZE))
      if (cache.parts.size > 0) break;
    server.asked.length = 0;
    expect(isWhole(await open(platformWith(cache)).range("model.safetensors", 0, SIZE))).toBe(true);
    expect(server.asked).toEqual([`model.safetensors@${PART_BYTES}`]);
  });
  it("are thrown away when the file is another one by now", async () => {
    await serve({ etag: '"1"' });
    const cache = new MemoryParts();
    await open(platformWith(cache)).range("model.safetensors", 0, 10);
    server.manners.etag = '"2"';
    const reading = open(platformWith(cache))
      .range("model.safetensors", 0, SIZE)
      .then((got) => isWhole(got));
    await expect(reading).rejects.toMatchObject({
      details: { reason: "changed" },
    });
    expect(cache.parts.size).toBe(0);
    expect(isWhole(await open(platformWith(cache)).range("model.safetensors", 0, SIZE))).toBe(true);
  });
  it("of the site itself are fetched again when the site has another", async () => {
    await serve({ etag: '"1"' });
    const cache = new MemoryParts();
    const platform = { ...platformWith(cache), origin: new URL(server.url).origin };
    await open(platform).text("config.json");
    server.manners.etag = '"2"';
    server.asked.length = 0;
    await open(platform).text("config.json");
    expect(server.asked).toEqual(["config.json@0", "config.json@0"]);
    expect(cache.known.get(`${server.url}config.json`)?.version).toBe('"2"');
  });
  it("may not fit: the model loads all the same", async () => {
    await serve();
    const cache = new MemoryParts();
    cache.isFull = true;
    const source = open(platformWith(cache));
    expect(source.isCached).toBe(true);
    expect(isWhole(await source.range("model.safetensors", 0, SIZE))).toBe(true);
    expect(source.isCached).toBe(false);
  });
  it("are not fetched whole again for every few bytes where they do not fit", async () => {
    await serve();
    const cache = new MemoryParts();
    cache.isFull = true;
    const source = open(platformWith(cache));
    const step = 40_000;
    for (let begin = 0; begin < SIZE; begin += step) {
      const end = Math.min(begin + step, SIZE);
      expect(isWhole(await source.range("model.safetensors", begin, end), begin, end)).toBe(true);
    }
    expect(server.asked.length).toBeLessThan(5);
  });
  it("remember what a model has not, but nothing of a wrong address", async () => {
    await serve();
    const cache = new MemoryParts();
    expect(await open(platformWith(cache)).size("nothing.json")).toBeNull();
    expect(cache.known.size).toBe(0);
    const source = open(platformWith(cache));
    await source.size("merges.txt"); // before anything is known to be there
    await source.text("config.json");
    await source.size("vocab.txt");
    await source.close();
    await server.close();
    for (const file of ["merges.txt", "vocab.txt"]) expect(await open(platformWith(cache)).size(file)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { MODEL_CACHE, PART_BYTES, StoredParts } from "../../../../web/text/model/part-cache.ts";

/** Cache Storage as far as it is used, with answers kept as a browser keeps them: a 206 is refused. */
class FakeCaches {
  readonly #caches = new Map<string, Map<string, Response>>();

  open(name: string) {
    const entries = this.#caches.get(name) ?? new Map<string, Response>();
    this.#caches.set(name, entries);
    return Promise.resolve({
      match: (key: string) => Promise.resolve(entries.get(key)?.clone()),
      put: (key: string, response: Response) => {
        if (response.status === 206) throw new TypeError("Partial response (status code 206) is unsupported");
        entries.set(key, response);
        return Promise.resolve();
      },
      delete: ({ url }: { url: string }) => Promise.resolve(entries.delete(url)),
      keys: () => Promise.resolve(Array.from(entries.keys(), (url) => ({ url }))),
    });
  }
  names = () => Array.from(this.#caches.keys());
}

const stored = (fake = new FakeCaches()) => new StoredParts(fake as unknown as CacheStorage);
const model = "https://host.example/m/resolve/main/";
const file = `${model}model.safetensors`;

describe("parts in Cache Storage", () => {
  it("come back as they were put", async () => {
    const parts = stored();
    expect(await parts.facts(file)).toBeNull();
    expect(await parts.part(file, 0)).toBeNull();
    await parts.setFacts(file, { size: 3, version: '"1"' });
    expect(await parts.setPart(file, 0, Uint8Array.of(1, 2, 3))).toBe(true);
    expect(await parts.facts(file)).toEqual({ size: 3, version: '"1"' });
    expect(Array.from((await parts.part(file, 0))!)).toEqual([1, 2, 3]);
    expect(await parts.part(file, 1)).toBeNull();
  });
  it("keep files apart whose addresses differ in a parameter", async () => {
    const parts = stored();
    await parts.setPart(`${file}?v=1`, 0, Uint8Array.of(1));
    expect(await parts.part(file, 0)).toBeNull();
    expect(Array.from((await parts.part(`${file}?v=1`, 0))!)).toEqual([1]);
  });
  it("are listed by model, with what is there of each", async () => {
    const parts = stored();
    await parts.setFacts(file, { size: PART_BYTES + 10, version: null });
    await parts.setFacts(`${model}config.json`, { size: 5, version: null });
    await parts.setFacts(`${model}vocab.txt`, { size: -1, version: null });
    await parts.setPart(`${model}config.json`, 0, new Uint8Array(5));
    await parts.setPart(file, 1, new Uint8Array(10));
    expect(await parts.list()).toEqual([{ url: model, bytes: 15, isComplete: false }]);
    await parts.setPart(file, 0, new Uint8Array(PART_BYTES));
    expect(await parts.list()).toEqual([{ url: model, bytes: PART_BYTES + 15, isComplete: true }]);
  });
  it("are deleted with their model, and with no other", async () => {
    const parts = stored();
    const other = "https://host.example/other/config.json";
    for (const each of [file, other]) {
      await parts.setFacts(each, { size: 1, version: null });
      await parts.setPart(each, 0, Uint8Array.of(1));
    }
    await parts.remove(model);
    expect(await parts.facts(file)).toBeNull();
    expect((await parts.list()).map(({ url }) => url)).toEqual(["https://host.example/other/"]);
  });
  it("are nothing where the browser refuses", async () => {
    const refusing = { open: () => Promise.reject(new DOMException("no", "SecurityError")) };
    const parts = new StoredParts(refusing as unknown as CacheStorage);
    expect(await parts.facts(file)).toBeNull();
    expect(await parts.setPart(file, 0, Uint8Array.of(1))).toBe(false);
    expect(await parts.list()).toEqual([]);
    await parts.remove(file);
  });
  it("are under a name that the service worker does not clean up", async () => {
    const fake = new FakeCaches();
    await stored(fake).setPart(file, 0, Uint8Array.of(1));
    expect(fake.names()).toEqual([MODEL_CACHE]);
    expect(MODEL_CACHE.startsWith("attention-playground-")).toBe(false);
  });
});

/**
 * Parts of files in Cache Storage. An answer 206 cannot be put there, so each part is an answer of its own, under the file's
 * address with a parameter of ours. The name must not begin as the service worker's caches do: it deletes those of other versions.
 */
import type { FileFacts, KeptFolder, PartCache } from "./types.ts";

export const PART_BYTES = 1 << 21;
export const MODEL_CACHE = "attn-models";
const PARAMETER = "attn-part";
const FACTS = "facts";

function keyOf(url: string, part: number | typeof FACTS): string {
  const key = new URL(url);
  key.searchParams.set(PARAMETER, String(part));
  return key.href;
}

/** The file's address and the part that a key stands for. */
function parseKey(key: string): { url: string; part: string } {
  const url = new URL(key);
  const part = url.searchParams.get(PARAMETER) ?? "";
  url.searchParams.delete(PARAMETER);
  return { url: url.href, part };
}

function isFacts(value: unknown): value is FileFacts {
  if (value === null || typeof value !== "object") return false;
  const { size, version } = value as Record<string, unknown>;
  return Number.isSafeInteger(size) && (typeof version === "string" || version === null);
}

export class StoredParts implements PartCache {
  readonly #storage: CacheStorage;

  constructor(storage: CacheStorage) {
    this.#storage = storage;
  }

  /** What the browser refuses, as in a private window or when the disk is full, is taken for not there. */
  async #use<T>(fallback: T, work: (cache: Cache) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#storage.open(MODEL_CACHE));
    } catch {
      return fallback;
    }
  }

  facts(url: string): Promise<FileFacts | null> {
    return this.#use<FileFacts | null>(null, async (cache) => {
      const value: unknown = await (await cache.match(keyOf(url, FACTS)))?.json();
      return isFacts(value) ? value : null;
    });
  }

  async setFacts(url: string, facts: FileFacts): Promise<void> {
    await this.#use(undefined, (cache) => cache.put(keyOf(url, FACTS), Response.json(facts)));
  }

  part(url: string, index: number): Promise<Uint8Array | null> {
    return this.#use<Uint8Array | null>(null, async (cache) => {
      const response = await cache.match(keyOf(url, index));
      return response ? new Uint8Array(await response.arrayBuffer()) : null;
    });
  }

  setPart(url: string, index: number, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return this.#use(false, async (cache) => {
      await cache.put(keyOf(url, index), new Response(bytes));
      return true;
    });
  }

  async remove(urlPrefix: string): Promise<void> {
    await this.#use(undefined, async (cache) => {
      for (const key of await cache.keys()) if (parseKey(key.url).url.startsWith(urlPrefix)) await cache.delete(key);
    });
  }

  list(): Promise<KeptFolder[]> {
    return this.#use<KeptFolder[]>([], async (cache) => {
      const parts = new Map<string, Set<string>>();
      for (const { url: key } of await cache.keys()) {
        const { url, part } = parseKey(key);
        parts.set(url, (parts.get(url) ?? new Set()).add(part));
      }
      const models = new Map<string, KeptFolder>();
      for (const [url, has] of parts) await this.#count(models, url, has);
      return Array.from(models.values());
    });
  }

  async #count(models: Map<string, KeptFolder>, url: string, has: ReadonlySet<string>) {
    const size = (await this.facts(url))?.size ?? 0;
    const nParts = Math.ceil(size / PART_BYTES);
    const folder = url.replace(/[^/]*$/, "");
    const model = models.get(folder) ?? { url: folder, bytes: 0, isComplete: true };
    for (let index = 0; index < nParts; index++) {
      if (has.has(String(index))) model.bytes += Math.min(PART_BYTES, size - index * PART_BYTES);
      else model.isComplete = false;
    }
    models.set(folder, model);
  }
}

/** Null without a secure context, where browsers have no Cache Storage. */
export const browserPartCache = (): PartCache | null =>
  typeof caches === "undefined" ? null : new StoredParts(caches);

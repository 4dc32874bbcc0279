/** A server of one file, as good or as bad as a test wants it, and a cache of parts in memory. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PART_BYTES } from "../../../../web/text/model/part-cache.ts";
import type { FileFacts, ModelPlatform, PartCache } from "../../../../web/text/model/types.ts";

export interface Manners {
  /** Default true. */
  ranges?: boolean;
  etag?: string | undefined;
  /** Breaks the connection after so many bytes of an answer, so many times. */
  breakAfter?: number;
  breaks?: number;
  /** Says nothing more after so many bytes, so many times. */
  stallAfter?: number;
  stalls?: number;
  /** Answers with this instead, so many times. */
  status?: number;
  refusals?: number;
  hidesLength?: boolean;
}

export interface Served {
  url: string;
  manners: Manners;
  /** First bytes of the ranges that were asked for, by file. */
  asked: string[];
  close(): Promise<void>;
}

export async function serveFiles(files: Record<string, Uint8Array>, first: Manners = {}): Promise<Served> {
  const served: Served = { url: "", manners: first, asked: [], close: () => Promise.resolve() };
  const server = createServer((request, response) => {
    const name = request.url!.slice("/model/".length);
    const { manners } = served;
    const file = files[name];
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    served.asked.push(`${name}@${from}`);
    if (manners.refusals) {
      manners.refusals -= 1;
      response.writeHead(manners.status!).end();
      return;
    }
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const isPart = manners.ranges !== false && request.headers.range !== undefined;
    const body = isPart ? file.subarray(from) : file;
    response.writeHead(isPart ? 206 : 200, {
      ...(manners.etag ? { etag: manners.etag } : {}),
      ...(manners.hidesLength ? {} : { "content-length": body.length }),
      ...(isPart ? { "content-range": `bytes ${from}-${file.length - 1}/${file.length}` } : {}),
    });
    if (manners.breaks && body.length > manners.breakAfter!) {
      manners.breaks -= 1;
      response.write(body.subarray(0, manners.breakAfter), () => setTimeout(() => response.destroy(), 20));
    } else if (manners.stalls && body.length > manners.stallAfter!) {
      manners.stalls -= 1;
      response.write(body.subarray(0, manners.stallAfter));
    } else response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  served.url = `http://localhost:${(server.address() as AddressInfo).port}/model/`;
  served.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return served;
}

export class MemoryParts implements PartCache {
  readonly parts = new Map<string, Uint8Array>();
  readonly known = new Map<string, FileFacts>();
  /** As when the quota is used up. */
  isFull = false;

  facts = (url: string) => Promise.resolve(this.known.get(url) ?? null);
  setFacts = (url: string, facts: FileFacts) => Promise.resolve(void this.known.set(url, facts));
  part(url: string, index: number): Promise<Uint8Array | null> {
    return Promise.resolve(this.parts.get(`${url} ${index}`) ?? null);
  }
  setPart(url: string, index: number, bytes: Uint8Array) {
    if (bytes.length > PART_BYTES) throw new Error("a part is too long");
    if (!this.isFull) this.parts.set(`${url} ${index}`, bytes.slice());
    return Promise.resolve(!this.isFull);
  }
  remove(prefix: string) {
    for (const map of [this.parts, this.known])
      for (const key of map.keys()) if (key.startsWith(prefix)) map.delete(key);
    return Promise.resolve();
  }
  list = () => Promise.resolve([]);
}

export const platformWith = (cache: PartCache | null, stallTimeout = 10_000): ModelPlatform => ({
  fetch,
  cache,
  stallTimeout,
});

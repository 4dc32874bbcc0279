/** Bytes from the disk, and by fetch() where an address says so. */
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { abortError, throwIfAborted } from "./abort.ts";
import { AttentionError } from "./errors.ts";
import { openBlob, openUrl, webPlatform } from "./platform-web.ts";
import { openFolder } from "../text/model/node-folder.ts";
import type { OpenedSource, Platform, ReadOptions } from "./platform.ts";

const web = webPlatform("node");

export const nodePlatform: Platform = {
  kind: "node",
  threads: () => ({ nProcessors: availableParallelism(), noThreads: null }),
  async readAsset(url, options) {
    if (!url.startsWith("file:")) return web.readAsset(url, options);
    const path = fileURLToPath(url);
    throwIfAborted(options.signal);
    const bytes = await readFile(path, options.signal ? { signal: options.signal } : {}).catch((error: unknown) => {
      throw options.signal?.aborted ? abortError() : failed(path, error);
    });
    options.onProgress?.({ name: basename(path), loaded: bytes.length, total: bytes.length });
    return new Uint8Array(bytes).buffer;
  },
  async openSource(source, options) {
    if (typeof source !== "string") return openBlob(source);
    if (/^https?:|^data:/.test(source)) return openUrl(source, options);
    return openFile(source.startsWith("file:") ? fileURLToPath(source) : source, options);
  },
  models: () => Promise.resolve({ fetch: (...request) => fetch(...request), openFolder, cache: null }),
};

async function openFile(path: string, { signal }: ReadOptions): Promise<OpenedSource> {
  throwIfAborted(signal);
  const info = await stat(path).catch((error: unknown) => {
    throw failed(path, error);
  });
  if (!info.isFile()) throw failed(path, new Error("it is not a file"));
  const stream = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
  return { name: basename(path), stream, totalBytes: info.size };
}

const failed = (path: string, error: unknown) => {
  const reason = error instanceof Error ? error.message : String(error);
  return new AttentionError("fetch_failed", `Could not read ${path}: ${reason}.`, { url: path, reason });
};

/** Bytes by fetch(), in a page or a worker. */
import { abortError, isAbort } from "./abort.ts";
import { AttentionError } from "./errors.ts";
import type { OpenedSource, Platform, ReadOptions } from "./platform.ts";
import type { EngineInfo } from "./types.ts";
import type { ModelPlatform } from "../text/model/types.ts";

export function webPlatform(kind: EngineInfo["host"]): Platform {
  const threads = () => ({ nProcessors: navigator.hardwareConcurrency, noThreads: whyNoThreads(kind) });
  return { kind, threads, readAsset, openSource, models };
}

function whyNoThreads(kind: EngineInfo["host"]): string | null {
  if (kind === "main") return "the engine runs in the page itself, which may not wait for others";
  return crossOriginIsolated ? null : "the page is not cross-origin isolated, so there is no shared memory";
}

/** What came over the network is kept in this browser, where it allows that. */
async function models(): Promise<ModelPlatform> {
  const { browserPartCache } = await import("../text/model/index.ts");
  return { fetch: (...request) => fetch(...request), cache: browserPartCache(), origin: location.origin };
}

/** The last part of an address, as people write it, where it is one. */
export function fileName(url: string): string {
  const last =
    url
      .replace(/[?#].*$/s, "")
      .split("/")
      .pop() || url;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

export async function openUrl(url: string, { signal }: ReadOptions): Promise<OpenedSource> {
  const response = await fetch(url, signal ? { signal } : {}).catch((error: unknown) => {
    if (isAbort(error)) throw abortError();
    throw failed(url, error instanceof Error ? error.message : String(error));
  });
  if (!response.ok || !response.body) throw failed(url, `the server answered ${response.status}`);
  const length = Number(response.headers.get("content-length"));
  // Of a compressed answer the header tells another length than the one that arrives.
  const totalBytes = length > 0 && !response.headers.get("content-encoding") ? length : null;
  return { name: fileName(url), stream: response.body, totalBytes };
}

async function readAsset(url: string, options: ReadOptions): Promise<ArrayBuffer> {
  const { name, stream, totalBytes } = await openUrl(url, options);
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  try {
    const reader = stream.getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      chunks.push(step.value);
      loaded += step.value.length;
      options.onProgress?.({ name, loaded, total: totalBytes });
    }
  } catch (error) {
    if (options.signal?.aborted) throw abortError();
    throw failed(url, error instanceof Error ? error.message : String(error));
  }
  return join(chunks, loaded);
}

function join(chunks: Uint8Array[], length: number): ArrayBuffer {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole.buffer;
}

function openSource(source: Blob | string, options: ReadOptions): Promise<OpenedSource> {
  return typeof source === "string" ? openUrl(source, options) : Promise.resolve(openBlob(source));
}

export function openBlob(source: Blob): OpenedSource {
  const name = "name" in source && typeof source.name === "string" ? source.name : "vectors";
  return { name, stream: source.stream(), totalBytes: source.size };
}

const failed = (url: string, reason: string) =>
  new AttentionError("fetch_failed", `Could not load ${fileName(url)}: ${reason}.`, { url, reason });

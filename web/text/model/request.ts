/** One request for a file of a model, and what can go wrong with it. */
import { abortError, isAbort } from "../../engine/abort.ts";
import { fetchFailed } from "./problems.ts";
import type { FileFacts, ModelPlatform } from "./types.ts";

export const stallTimeout = (platform: ModelPlatform) => platform.stallTimeout ?? 20_000;

/** Settles as `work`, or rejects when the signal fires or nothing happens for so long. */
export function inTime<T>(work: Promise<T>, url: string, limit: number, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(fetchFailed(url, "stalled", `the server sent nothing for ${limit / 1000} s`)),
      limit,
    );
    const onAbort = () => reject(abortError());
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();
    void work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    });
  });
}

/** A page learns nothing of a refused request; that the same one succeeds without reading the answer tells why it was. */
async function whyRefused(url: string, platform: ModelPlatform, error: unknown): Promise<Error> {
  const { origin } = platform;
  if (origin !== undefined && new URL(url).origin !== origin) {
    const answers = await platform.fetch(url, { method: "HEAD", mode: "no-cors" }).then(
      () => true,
      () => false,
    );
    if (answers)
      return fetchFailed(
        url,
        "cors",
        "its server does not let pages of other addresses read it (CORS); load the files from a folder",
      );
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return fetchFailed(url, "network", `the server cannot be reached (${cause})`);
}

function refusedStatus(url: string, status: number): Error {
  const hint = status === 401 || status === 403 ? ": there is no such model, or it wants an account" : "";
  return fetchFailed(url, "status", `the server answered ${status}${hint}`, { status });
}

/**
 * Asks for a file from byte `from` on. Only the Range header is sent, because a page may send it to another origin without
 * asking first; that it is still the same file is seen from the answer's ETag.
 * @returns null where there is no such file
 */
export async function request(
  url: string,
  from: number,
  platform: ModelPlatform,
  signal: AbortSignal | undefined,
): Promise<Response | null> {
  const stop = new AbortController();
  const asked = platform.fetch(url, { headers: { range: `bytes=${from}-` }, signal: stop.signal });
  try {
    const response = await inTime(asked, url, stallTimeout(platform), signal);
    if (response.status === 404 || response.status === 410) {
      await response.body?.cancel();
      return null;
    }
    if (!response.ok) throw refusedStatus(url, response.status);
    return response;
  } catch (error) {
    stop.abort();
    asked.catch(() => undefined);
    if (signal?.aborted || isAbort(error)) throw abortError();
    throw error instanceof TypeError ? await whyRefused(url, platform, error) : error;
  }
}

/** What a server says of the version of a file. */
export const versionOf = ({ headers }: Response) => headers.get("etag") ?? headers.get("last-modified");

/** The length of the whole file, where the answer tells: a page may not see Content-Range of another origin. */
export function sizeOf(response: Response, from: number): number | null {
  const total = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  if (response.status === 206 && total !== undefined) return Number(total);
  // Of a compressed answer the header tells another length than the one that arrives.
  const length = response.headers.get("content-encoding") ? null : response.headers.get("content-length");
  if (length === null) return null;
  return Number(length) + (response.status === 206 ? from : 0);
}

/** Without a length a file is read whole before its parts can be asked for. */
const MAX_UNKNOWN_BYTES = 1 << 28;

async function readUnknown(url: string, response: Response, platform: ModelPlatform, signal: AbortSignal | undefined) {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = response.body!.getReader();
  for (;;) {
    const step = await inTime(reader.read(), url, stallTimeout(platform), signal);
    if (step.done) break;
    parts.push(step.value);
    size += step.value.length;
    if (size <= MAX_UNKNOWN_BYTES) continue;
    await reader.cancel();
    throw fetchFailed(url, "too_large", "the server does not tell how long it is, and it is long");
  }
  return { size, response: new Response(new Blob(parts)) };
}

/** Asks for a whole file. @returns its facts, and the answer with its body still to be read; null where there is no such file */
export async function openAnswer(url: string, platform: ModelPlatform, signal: AbortSignal | undefined) {
  const response = await request(url, 0, platform, signal);
  if (!response) return null;
  const version = versionOf(response);
  const size = sizeOf(response, 0);
  const facts = (length: number): FileFacts => ({ size: length, version });
  if (size !== null) return { facts: facts(size), response };
  const whole = await readUnknown(url, response, platform, signal);
  return { facts: facts(whole.size), response: whole.response };
}

/** Facts without the file; null where they cannot be had. */
export async function askFacts(url: string, platform: ModelPlatform): Promise<FileFacts | null> {
  try {
    const response = await inTime(platform.fetch(url, { method: "HEAD" }), url, stallTimeout(platform), undefined);
    const size = response.ok ? sizeOf(response, 0) : null;
    return size === null ? null : { size, version: versionOf(response) };
  } catch {
    return null;
  }
}

/**
 * A file of the network. One answer is read from front to back as long as ranges are asked for in order, and is asked for anew,
 * from where it stopped, when it breaks off or says nothing for too long.
 */
import { abortError, isAbort } from "../../engine/abort.ts";
import { AttentionError } from "../../engine/errors.ts";
import { fetchFailed, missingFile } from "./problems.ts";
import { inTime, request, sizeOf, stallTimeout, versionOf } from "./request.ts";
import type { OpenFile } from "./source.ts";
import type { FileFacts, ModelPlatform } from "./types.ts";

/** Reading on is quicker than asking anew. */
const SKIP_BYTES = 1 << 20;
const MAX_FAILURES = 4;
/** So much has to come for the next failure to count as the first again. */
const PROGRESS_BYTES = 1 << 16;
const FIRST_PAUSE = 200;

/** An answer on its way. */
interface Cursor {
  reader: ReadableStreamDefaultReader<Uint8Array>;
  /** Byte of the file that comes next. */
  at: number;
  /** Came already, and was not asked for yet. */
  rest: Uint8Array | null;
}

/** What may be different the next time. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof AttentionError)) return !isAbort(error);
  const { reason, status } = error.details;
  if (reason === "status") return typeof status === "number" && (status >= 500 || status === 429);
  return reason === "stalled" || reason === "truncated" || reason === "network";
}

const pause = (time: number, signal: AbortSignal | undefined) =>
  new Promise<void>((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(abortError());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, time);
    signal?.addEventListener("abort", stop, { once: true });
  });

export class Download implements OpenFile {
  readonly size: number;
  readonly #url: string;
  readonly #facts: FileFacts;
  readonly #platform: ModelPlatform;
  #cursor: Cursor | null;
  #hasRanges = true;
  #isBusy = false;

  /** @param answer that of openAnswer(), from the first byte */
  constructor(url: string, facts: FileFacts, platform: ModelPlatform, answer: Response | null) {
    this.size = facts.size;
    this.#url = url;
    this.#facts = facts;
    this.#platform = platform;
    this.#cursor = answer?.body ? { reader: answer.body.getReader(), at: 0, rest: null } : null;
    if (answer) this.#hasRanges = answer.status === 206;
  }

  async *stream(
    begin: number,
    end: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#isBusy) {
      const other = new Download(this.#url, this.#facts, this.#platform, null);
      try {
        yield* other.stream(begin, end, signal);
      } finally {
        await other.close();
      }
      return;
    }
    this.#isBusy = true;
    try {
      yield* this.#read(begin, end, signal);
    } finally {
      this.#isBusy = false;
    }
  }

  async close(): Promise<void> {
    const cursor = this.#cursor;
    this.#cursor = null;
    await cursor?.reader.cancel().catch(() => undefined);
  }

  async *#read(
    begin: number,
    end: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    let at = begin;
    let failures = 0;
    let goal = begin + PROGRESS_BYTES;
    while (at < end) {
      let chunk: Uint8Array;
      try {
        chunk = await this.#chunk(at, end, signal);
      } catch (error) {
        await this.close();
        if (signal?.aborted) throw abortError();
        failures += 1;
        if (!isPassing(error) || failures === MAX_FAILURES) throw this.#asOurs(error);
        await pause(FIRST_PAUSE << failures, signal);
        continue;
      }
      at += chunk.length;
      if (at >= goal) {
        failures = 0;
        goal = at + PROGRESS_BYTES;
      }
      yield chunk;
    }
  }

  /** Streams break with errors of the browser's own. */
  #asOurs(error: unknown): Error {
    if (error instanceof AttentionError || (error instanceof DOMException && isAbort(error))) return error;
    return fetchFailed(
      this.#url,
      "network",
      `the connection broke (${error instanceof Error ? error.message : String(error)})`,
    );
  }

  async #chunk(at: number, end: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const cursor = await this.#cursorFor(at, signal);
    for (;;) {
      const came = cursor.rest ?? (await this.#next(cursor, signal));
      const from = at - cursor.at;
      const taken = came.subarray(Math.min(from, came.length), Math.min(came.length, end - cursor.at));
      const used = Math.min(came.length, from) + taken.length;
      cursor.at += used;
      cursor.rest = used < came.length ? came.subarray(used) : null;
      if (taken.length > 0) return taken;
    }
  }

  async #next(cursor: Cursor, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const step = await inTime(cursor.reader.read(), this.#url, stallTimeout(this.#platform), signal);
    if (!step.done) return step.value;
    throw fetchFailed(this.#url, "truncated", `it ended after ${cursor.at} of ${this.size} bytes`);
  }

  async #cursorFor(at: number, signal: AbortSignal | undefined): Promise<Cursor> {
    const open = this.#cursor;
    if (open && open.at <= at && (at - open.at <= SKIP_BYTES || !this.#hasRanges)) return open;
    await this.close();
    const response = await request(this.#url, at, this.#platform, signal);
    if (!response?.body) throw missingFile(this.#url, "the server");
    this.#hasRanges = response.status === 206;
    this.#cursor = { reader: response.body.getReader(), at: this.#hasRanges ? at : 0, rest: null };
    this.#refuseOther(response, at);
    return this.#cursor;
  }

  /** Bytes of two versions must not be joined. */
  #refuseOther(response: Response, at: number) {
    const { version, size } = this.#facts;
    const other = versionOf(response);
    const otherSize = sizeOf(response, at);
    const isOther = (version !== null && other !== null && version !== other) || (otherSize ?? size) !== size;
    if (isOther) throw fetchFailed(this.#url, "changed", "the file changed on its server meanwhile; load it again");
  }
}

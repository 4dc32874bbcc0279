/** A file of the network whose parts are kept in this browser as they come, and read from there the next time. */
import { AttentionError } from "../../engine/errors.ts";
import { Download } from "./download.ts";
import { PART_BYTES } from "./part-cache.ts";
import type { OpenFile } from "./source.ts";
import type { FileFacts, ModelPlatform, PartCache } from "./types.ts";

export interface Keeping {
  platform: ModelPlatform;
  cache: PartCache;
  /** On its way already, from the first byte. */
  download: Download | null;
  /** Told once when the browser does not keep a part. */
  onRefused: () => void;
}

/** Tensors are smaller than parts, and those of numbers and of their scales may take turns. */
const heldParts = 3;

export class KeptFile implements OpenFile {
  readonly size: number;
  readonly #url: string;
  readonly #cache: PartCache;
  readonly #openDownload: () => Download;
  readonly #onRefused: () => void;
  #download: Download | null;
  /** A browser that has no room for one part has none for the next: then no more is fetched than what is read. */
  #isRefused = false;
  /** The part behind the one that was read last is on its way while that one is used. */
  #ahead: { index: number; bytes: Promise<Uint8Array | null> } | null = null;
  /** Parts that were read last, the latest first. */
  #held: readonly { index: number; bytes: Uint8Array }[] = [];

  constructor(url: string, facts: FileFacts, { platform, cache, download, onRefused }: Keeping) {
    this.size = facts.size;
    this.#url = url;
    this.#cache = cache;
    this.#download = download;
    this.#onRefused = onRefused;
    this.#openDownload = () => (this.#download ??= new Download(url, facts, platform, null));
  }

  async *stream(
    begin: number,
    end: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = begin; at < end;) {
      const index = Math.floor(at / PART_BYTES);
      const start = index * PART_BYTES;
      const stop = Math.min(start + PART_BYTES, end);
      const kept = await this.#part(index);
      if (kept) yield kept.subarray(at - start, stop - start);
      else if (this.#isRefused) yield* this.#openDownload().stream(at, stop, signal);
      else yield* this.#fetchPart(index, at, stop, signal);
      at = stop;
    }
  }

  async close(): Promise<void> {
    this.#held = [];
    this.#ahead = null;
    await this.#download?.close();
    this.#download = null;
  }

  /** A part that the browser keeps as a whole; null where it does not. */
  async #part(index: number): Promise<Uint8Array | null> {
    const held = this.#held.find((part) => part.index === index);
    const bytes = held?.bytes ?? (await this.#read(index));
    if (bytes?.length !== Math.min(PART_BYTES, this.size - index * PART_BYTES)) return null;
    this.#hold(index, bytes);
    return bytes;
  }

  async #read(index: number): Promise<Uint8Array | null> {
    const read = this.#ahead?.index === index ? this.#ahead.bytes : this.#cache.part(this.#url, index);
    const bytes = await read;
    const next = index + 1;
    const isThere = bytes !== null && next * PART_BYTES < this.size;
    this.#ahead = isThere ? { index: next, bytes: this.#cache.part(this.#url, next) } : null;
    return bytes;
  }

  #hold(index: number, bytes: Uint8Array): void {
    this.#held = [{ index, bytes }, ...this.#held.filter((part) => part.index !== index)].slice(0, heldParts);
  }

  /** Fetches a whole part to keep it, and hands out bytes `begin` … `end` of the file as they come. */
  async *#fetchPart(index: number, begin: number, end: number, signal: AbortSignal | undefined) {
    const start = index * PART_BYTES;
    const part = new Uint8Array(Math.min(PART_BYTES, this.size - start));
    let at = start;
    try {
      for await (const chunk of this.#openDownload().stream(start, start + part.length, signal)) {
        part.set(chunk, at - start);
        const wanted = chunk.subarray(Math.max(0, begin - at), Math.max(0, end - at));
        at += chunk.length;
        if (wanted.length > 0) yield wanted;
      }
    } catch (error) {
      if (error instanceof AttentionError && error.details.reason === "changed") await this.#cache.remove(this.#url);
      throw error;
    }
    this.#hold(index, part);
    await this.#keep(index, part);
  }

  async #keep(index: number, part: Uint8Array<ArrayBuffer>): Promise<void> {
    if (await this.#cache.setPart(this.#url, index, part)) return;
    this.#isRefused = true;
    this.#onRefused();
  }
}

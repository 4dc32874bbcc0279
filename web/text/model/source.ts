/** A model's files as one source: reads are exact, cancellable, and say how far they are. */
import { abortError, throwIfAborted } from "../../engine/abort.ts";
import { badModel, fetchFailed, missingIn } from "./problems.ts";
import type { ModelLocation, ModelSource, ReadOptions } from "./types.ts";

/** One file, of a disk, a drop or the network. */
export interface OpenFile {
  readonly size: number;
  /** Bytes `begin` … `end`, which lie inside the file, in chunks. */
  stream(begin: number, end: number, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void, undefined>;
  close?(): Promise<void>;
}

/** Where the files are. */
export interface FileSet {
  /** Turns false when the browser refuses to keep more. */
  readonly isCached: boolean;
  /** Null where there is no such file. */
  open(file: string, signal: AbortSignal | undefined): Promise<OpenFile | null>;
}

/** A tokenizer of a quarter of a million pieces has 30 MB. */
const MAX_TEXT_BYTES = 1 << 28;

/** Names come out of files that come from anywhere: nothing but a file below the model's folder. */
const isPlain = (file: string) =>
  /^[^/\\:?#%]+(\/[^/\\:?#%]+)*$/.test(file) && !file.split("/").some((part) => part === "." || part === "..");

export class FilesSource implements ModelSource {
  readonly name: string;
  readonly location: ModelLocation;
  readonly #files: FileSet;
  readonly #open = new Map<string, Promise<OpenFile | null>>();

  constructor(location: ModelLocation, files: FileSet) {
    this.name = location.name;
    this.location = location;
    this.#files = files;
  }

  get isCached(): boolean {
    return this.#files.isCached;
  }

  async size(file: string, options: ReadOptions = {}): Promise<number | null> {
    return (await this.#find(file, options.signal))?.size ?? null;
  }

  async text(file: string, options: ReadOptions = {}): Promise<string> {
    const bytes = await this.range(file, 0, await this.#textSize(file, options), options);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw badModel(file, "it is not UTF-8 text");
    }
  }

  async json(file: string, options: ReadOptions = {}): Promise<unknown> {
    const text = await this.text(file, options);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw badModel(file, `it is not JSON (${error instanceof Error ? error.message : String(error)})`);
    }
  }

  async range(file: string, begin: number, end: number, options: ReadOptions = {}): Promise<Uint8Array> {
    const bytes = new Uint8Array(end - begin);
    let at = 0;
    for await (const chunk of this.stream(file, begin, end, options)) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  async *stream(
    file: string,
    begin: number,
    end: number,
    { signal, onProgress }: ReadOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const opened = await this.#need(file, signal);
    if (end > opened.size) throw badModel(file, `it has only ${opened.size} bytes, not ${end}`);
    let at = begin;
    for await (const chunk of opened.stream(begin, end, signal)) {
      throwIfAborted(signal);
      at += chunk.length;
      if (at > end) throw fetchFailed(file, "truncated", "more bytes came than were asked for");
      onProgress?.({ name: file, loaded: at, total: opened.size });
      yield chunk;
    }
    throwIfAborted(signal);
    if (at < end) throw fetchFailed(file, "truncated", `it ended after ${at} of ${end} bytes; load it again`);
  }

  async close(): Promise<void> {
    const files = Array.from(this.#open.values());
    this.#open.clear();
    for (const opening of files) await (await opening.catch(() => null))?.close?.();
  }

  async #textSize(file: string, { signal }: ReadOptions): Promise<number> {
    const { size } = await this.#need(file, signal);
    if (size > MAX_TEXT_BYTES) throw badModel(file, `${size} bytes are too many for a file of text`);
    return size;
  }

  async #need(file: string, signal: AbortSignal | undefined): Promise<OpenFile> {
    const opened = await this.#find(file, signal);
    if (!opened) throw missingIn(this, file);
    return opened;
  }

  #find(file: string, signal: AbortSignal | undefined): Promise<OpenFile | null> {
    if (signal?.aborted) return Promise.reject(abortError());
    if (!isPlain(file)) return Promise.reject(badModel(file, "it is no name of a file in the model's folder"));
    let opened = this.#open.get(file);
    if (!opened) {
      opened = this.#files.open(file, signal);
      this.#open.set(file, opened);
      opened.catch(() => this.#open.delete(file));
    }
    return opened;
  }
}

/** Bytes of a file that may be gzip, read piece by piece, counted and hashed as they were given. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** The gzip data ended early or is damaged; failures of the source itself pass through as they are. */
export class GzipError extends Error {
  override readonly name = "GzipError";
}

type Chunks = AsyncGenerator<Uint8Array, void, undefined>;

export interface ByteSource {
  /** The bytes, unpacked. */
  chunks: Chunks;
  /** SHA-256 of the bytes as given, in hex; call it after the last chunk. */
  hash(): string;
}

const aborted = () => new DOMException("The reading was cancelled.", "AbortError");

/** Chunks of a stream; ends at once when the signal fires, also while it waits for the source. */
async function* readChunks(stream: ReadableStream<Uint8Array>, signal: AbortSignal | undefined): Chunks {
  const reader = stream.getReader();
  const stop = () => void reader.cancel().catch(() => undefined);
  signal?.addEventListener("abort", stop);
  try {
    for (;;) {
      if (signal?.aborted) throw aborted();
      const result: ReadableStreamReadResult<Uint8Array> = await reader.read();
      if (signal?.aborted) throw aborted();
      if (result.done) return;
      if (result.value.length > 0) yield result.value;
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    stop();
  }
}

function streamOf(chunks: Chunks): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
    async cancel() {
      await chunks.return();
    },
  });
}

async function* gunzip(chunks: Chunks): Chunks {
  let isSourceError = false;
  async function* watched() {
    try {
      yield* chunks;
    } catch (error) {
      isSourceError = true;
      throw error;
    }
  }
  try {
    yield* readChunks(streamOf(watched()).pipeThrough(new DecompressionStream("gzip")), undefined);
  } catch (error) {
    throw isSourceError ? error : new GzipError("The gzip data ends early or is damaged.", { cause: error });
  }
}

/** The first chunks, until they hold the magic bytes, or all there is. */
async function readHead(chunks: Chunks): Promise<Uint8Array[]> {
  const head: Uint8Array[] = [];
  for (let size = 0; size < GZIP_MAGIC.length;) {
    const result = await chunks.next();
    if (result.done) break;
    head.push(result.value);
    size += result.value.length;
  }
  return head;
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

async function* unpacked(chunks: Chunks): Chunks {
  try {
    const head = await readHead(chunks);
    const magic = concatenate(head);
    async function* whole() {
      yield* head;
      yield* chunks;
    }
    yield* GZIP_MAGIC.every((byte, index) => magic[index] === byte) ? gunzip(whole()) : whole();
  } finally {
    await chunks.return();
  }
}

/** @param onBytes is told the bytes read so far, as given */
export function openBytes(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
  onBytes: (loaded: number) => void,
): ByteSource {
  const hasher = sha256.create();
  async function* observed() {
    let loaded = 0;
    for await (const chunk of readChunks(stream, signal)) {
      hasher.update(chunk);
      loaded += chunk.length;
      onBytes(loaded);
      yield chunk;
    }
  }
  return { chunks: unpacked(observed()), hash: () => bytesToHex(hasher.digest()) };
}

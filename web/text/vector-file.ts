/**
 * Word vectors in text form, read as a stream: GloVe .txt, word2vec text and fastText .vec, plain or .gz.
 * Each line is a word and d numbers; word2vec and fastText have a line "n d" before them.
 */
import { AttentionError } from "../engine/errors.ts";
import type { Progress } from "../engine/types.ts";
import { concatenate, GzipError, openBytes } from "./byte-stream.ts";
import { badVectors, MAX_D_MODEL, MAX_WORDS, tooLarge } from "./vector-errors.ts";
import { countNumbers, parseHeader, parseLine, trimEnd, withoutByteOrderMark } from "./vector-line.ts";

export interface VectorFileOptions {
  /** For progress: the file's name. */
  name: string;
  totalBytes: number | null;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Called once before the first row. `expectedWords` is what the file says of itself. */
  onHeader(dModel: number, expectedWords: number | null): void;
  /** `values` [d_model] is the reader's own and changes with the next row. */
  onRow(word: string, values: Float32Array): void;
}

export interface VectorFileSummary {
  nWords: number;
  dModel: number;
  /** Lines left out: blank, without a word, or of a word that came before. */
  skipped: number;
  /** SHA-256 of the file as given, hex. */
  hash: string;
}

const NEWLINE = 0x0a;
/** 300 numbers need a hundredth of it; a line that has no end is a binary file. */
const MAX_LINE_BYTES = 1 << 20;
const PROGRESS_STEP_BYTES = 1 << 18;

/** Takes lines in order and hands out rows. */
class RowReader {
  readonly #options: VectorFileOptions;
  readonly #words = new Set<string>();
  #values: Float32Array | null = null;
  #expectedWords: number | null = null;
  #lineNumber = 0;
  #skipped = 0;

  constructor(options: VectorFileOptions) {
    this.#options = options;
  }

  #begin(dModel: number, expectedWords: number | null) {
    if (dModel === 0) throw badVectors({ reason: "empty" });
    if (dModel > MAX_D_MODEL || (expectedWords ?? 0) > MAX_WORDS) throw tooLarge(expectedWords ?? 0, dModel);
    this.#values = new Float32Array(dModel);
    this.#expectedWords = expectedWords;
    this.#options.onHeader(dModel, expectedWords);
  }

  take(rawLine: Uint8Array) {
    this.#lineNumber += 1;
    const line = trimEnd(this.#lineNumber === 1 ? withoutByteOrderMark(rawLine) : rawLine);
    if (line.length === 0) {
      this.#skipped += 1;
      return;
    }
    if (this.#values === null) {
      const header = parseHeader(line);
      if (header !== null) return this.#begin(header.dModel, header.nWords);
      this.#begin(countNumbers(line, this.#lineNumber), null);
    }
    this.#takeRow(line, this.#values!);
  }

  #takeRow(line: Uint8Array, values: Float32Array) {
    const word = parseLine(line, this.#lineNumber, values);
    if (word === "" || this.#words.has(word)) {
      this.#skipped += 1;
      return;
    }
    if (this.#words.size === MAX_WORDS) throw tooLarge(this.#words.size + 1, values.length);
    this.#words.add(word);
    this.#options.onRow(word, values);
  }

  /** A last line without its end is likely cut off where it cannot be read. */
  takeUnfinished(line: Uint8Array) {
    try {
      this.take(line);
    } catch (error) {
      const isCut = error instanceof AttentionError && error.code === "bad_vectors" && this.#words.size > 0;
      throw isCut ? badVectors({ reason: "truncated", line: this.#lineNumber }) : error;
    }
  }

  checkLineLength(bytes: number) {
    if (bytes > MAX_LINE_BYTES) throw badVectors({ reason: "binary", line: this.#lineNumber + 1 });
  }

  end(): Omit<VectorFileSummary, "hash"> {
    const nWords = this.#words.size;
    const nRows = nWords + this.#skipped;
    if (this.#expectedWords !== null && nRows < this.#expectedWords)
      throw badVectors({ reason: "truncated", line: this.#lineNumber });
    if (nWords === 0) throw badVectors({ reason: "empty" });
    return { nWords, dModel: this.#values!.length, skipped: this.#skipped };
  }
}

/** Feeds whole lines; a line may span chunks. */
async function readLines(chunks: AsyncIterable<Uint8Array>, rows: RowReader) {
  let unfinished: Uint8Array[] = [];
  let unfinishedBytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      rows.take(concatenate([...unfinished, chunk.subarray(start, end)]));
      unfinished = [];
      unfinishedBytes = 0;
      start = end + 1;
    }
    if (start === chunk.length) continue;
    unfinished.push(chunk.slice(start));
    unfinishedBytes += chunk.length - start;
    rows.checkLineLength(unfinishedBytes);
  }
  if (unfinishedBytes > 0) rows.takeUnfinished(concatenate(unfinished));
}

function progressReporter({ name, totalBytes, onProgress }: VectorFileOptions) {
  let reported = 0;
  return (loaded: number) => {
    if (loaded - reported < PROGRESS_STEP_BYTES && loaded !== totalBytes) return;
    reported = loaded;
    onProgress?.({ name, loaded, total: totalBytes });
  };
}

/** @throws AttentionError bad_vectors, vectors_too_large; DOMException AbortError */
export async function readVectorFile(
  stream: ReadableStream<Uint8Array>,
  options: VectorFileOptions,
): Promise<VectorFileSummary> {
  const source = openBytes(stream, options.signal, progressReporter(options));
  const rows = new RowReader(options);
  try {
    await readLines(source.chunks, rows);
  } catch (error) {
    throw error instanceof GzipError ? badVectors({ reason: "gzip" }) : error;
  }
  return { ...rows.end(), hash: source.hash() };
}

import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { AttentionError } from "../../../web/engine/errors.ts";
import type { Progress } from "../../../web/engine/types.ts";
import { readVectorFile } from "../../../web/text/vector-file.ts";

const bytesOf = (content: string | Uint8Array) =>
  typeof content === "string" ? new TextEncoder().encode(content) : content;

function streamOf(bytes: Uint8Array, chunkSize: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(at, at + chunkSize));
      at += chunkSize;
    },
  });
}

interface Read {
  header: [number, number | null] | null;
  rows: [string, number[]][];
  progress: Progress[];
}

async function read(
  content: string | Uint8Array,
  { chunkSize = 7, signal }: { chunkSize?: number; signal?: AbortSignal } = {},
) {
  const bytes = bytesOf(content);
  const got: Read = { header: null, rows: [], progress: [] };
  const summary = await readVectorFile(streamOf(bytes, chunkSize), {
    name: "test.txt",
    totalBytes: bytes.length,
    signal,
    onProgress: (progress) => got.progress.push(progress),
    onHeader: (dModel, expectedWords) => (got.header = [dModel, expectedWords]),
    onRow: (word, values) => got.rows.push([word, Array.from(values)]),
  });
  return { ...got, summary };
}

async function failure(content: string | Uint8Array): Promise<AttentionError> {
  const error: unknown = await read(content).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AttentionError);
  return error as AttentionError;
}

const rowsOfThree = [
  ["the", [0.5, -0.25, 2]],
  ["苹果", [1, 0, -1]],
];

describe("the formats", () => {
  test("GloVe: no header, one space between", async () => {
    const got = await read("the 0.5 -0.25 2\n苹果 1 0 -1\n");
    expect(got.header).toEqual([3, null]);
    expect(got.rows).toEqual(rowsOfThree);
    expect(got.summary).toMatchObject({ nWords: 2, dModel: 3, skipped: 0 });
  });

  test("word2vec and fastText: a header, blanks at the ends of lines", async () => {
    const got = await read("2 3\nthe 0.5 -0.25 2 \n苹果 1 0 -1 \n");
    expect(got.header).toEqual([3, 2]);
    expect(got.rows).toEqual(rowsOfThree);
  });

  test("tabs, Windows line ends, a byte order mark and a missing last line end are fine", async () => {
    const got = await read("\ufeffthe\t0.5\t-0.25\t2\r\n苹果 1 0 -1");
    expect(got.rows).toEqual(rowsOfThree);
  });

  test("gzip is known by its first bytes", async () => {
    for (const chunkSize of [1, 1000]) {
      const got = await read(gzipSync("2 3\nthe 0.5 -0.25 2\n苹果 1 0 -1\n"), { chunkSize });
      expect(got.rows).toEqual(rowsOfThree);
    }
  });

  test("any split into chunks gives the same rows", async () => {
    const text = "the 0.5 -0.25 2\n苹果 1 0 -1\n";
    for (let chunkSize = 1; chunkSize < 30; ++chunkSize)
      expect((await read(text, { chunkSize })).rows).toEqual(rowsOfThree);
  });

  test("words may hold spaces and other blanks, also the first", async () => {
    const got = await read(". . 0.5 1\nat name@domain.com 1 2\nno\u00a0break 3 4\n2000 5 6\n");
    expect(got.header).toEqual([2, null]);
    expect(got.rows.map(([word]) => word)).toEqual([". .", "at name@domain.com", "no\u00a0break", "2000"]);
  });

  test("of a repeated word the first counts; it, blank lines and lines without a word are skipped", async () => {
    const got = await read("a 1 2\n\na 3 4\n 5 6\nb 7 8\n");
    expect(got.rows).toEqual([
      ["a", [1, 2]],
      ["b", [7, 8]],
    ]);
    expect(got.summary.skipped).toBe(3);
  });

  test("the hash is that of the bytes as given, packed or not", async () => {
    for (const content of [bytesOf("a 1 2\n"), gzipSync("a 1 2\n")]) {
      const { summary } = await read(content);
      expect(summary.hash).toBe(createHash("sha256").update(content).digest("hex"));
    }
  });
});

describe("errors", () => {
  test.each([
    ["an empty file", "", { reason: "empty" }],
    ["a file of blank lines", "\n\n", { reason: "empty" }],
    ["a header of no words", "0 3\n", { reason: "empty" }],
    ["an empty .gz file", gzipSync(""), { reason: "empty" }],
    ["too few numbers", "a 1 2 3\nb 1 2\nc 1 2 3\n", { reason: "columns", line: 2, expected: 3, got: 2 }],
    ["too many numbers", "a 1 2\nb 1 2 3\n", { reason: "columns", line: 2, expected: 2, got: 3 }],
    ["numbers without a word", "a 1 2\n3 4\n", { reason: "columns", line: 2, expected: 2, got: 1 }],
    ["a header that disagrees", "2 4\na 1 2\nb 3 4\n", { reason: "columns", line: 2, expected: 4, got: 2 }],
    ["one field", "hello\n", { reason: "no_numbers", line: 1 }],
    ["a table with commas", "word,x,y\ncat,1,2\n", { reason: "no_numbers", line: 1 }],
    ["a word among the numbers", "a 1 2\nb x 2\n", { reason: "not_a_number", line: 2, text: "x" }],
    ["a word among the first numbers", "a 1 x 2\n", { reason: "not_a_number", line: 1, text: "x" }],
    ["prose", "hello there world\n", { reason: "not_a_number", line: 1, text: "world" }],
    ["NaN", "a 1 2\nb nan 2\n", { reason: "not_finite", line: 2, text: "nan" }],
    ["NaN in the first line", "a 1 NaN\n", { reason: "not_finite", line: 1, text: "NaN" }],
    ["infinity", "a 1 2\nb 1 -inf\n", { reason: "not_finite", line: 2, text: "-inf" }],
    ["a number over the float range", "a 1 2\nb 1 1e39\n", { reason: "not_finite", line: 2, text: "1e39" }],
    ["a binary file", Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 10, 0, 255, 254), { reason: "binary", line: 1 }],
    ["binary after a header", bytesOf("2 3\nthe \0\x01\x02\x80\nx"), { reason: "binary", line: 2 }],
    ["a control character in a word", "a 1 2\nb\x01 1 2\n", { reason: "binary", line: 2 }],
    ["a line without end", "x".repeat(3 << 20), { reason: "binary", line: 1 }],
    ["a last line that is cut", "a 1 2\nb 1", { reason: "truncated", line: 2 }],
    ["fewer words than the header says", "3 2\na 1 2\nb 1 2\n", { reason: "truncated", line: 3 }],
    ["a .gz file that is cut", gzipSync("a 1 2\n".repeat(100)).subarray(0, 30), { reason: "gzip" }],
    ["a damaged .gz file", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 255, 255, 255), { reason: "gzip" }],
  ])("%s", async (_, content, details) => {
    const error = await failure(content);
    expect(error.code).toBe("bad_vectors");
    expect(error.details).toEqual(details);
    expect(error.message).toMatch(/^The .*\.$|^Line \d+ .*\.$/);
    if ("line" in details) expect(error.message).toMatch(new RegExp(`line ${details.line}\\b`, "i"));
  });

  test("a header of more than 400,000 words or 300 numbers is refused before any row is read", async () => {
    for (const header of ["400001 3", "5 301"]) {
      const error = await failure(`${header}\nrubbish`);
      expect(error.code).toBe("vectors_too_large");
      expect(error.details).toMatchObject({ maxWords: 400_000, maxDModel: 300 });
    }
  });

  test("400,000 words are read and the next is refused", async () => {
    const lines = Array.from({ length: 400_000 }, (_, index) => `w${index} 1\n`).join("");
    expect((await read(lines, { chunkSize: 65536 })).summary.nWords).toBe(400_000);
    const error: unknown = await read(`${lines}more 1\n`, { chunkSize: 65536 }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "vectors_too_large" });
  });

  test("a failure of the source passes through as it is", async () => {
    const lost = new TypeError("network lost");
    for (const head of [bytesOf("a 1 2\n"), gzipSync("a 1 2\n").subarray(0, 12)]) {
      const stream = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(head),
        pull: (controller) => controller.error(lost),
      });
      const reading = readVectorFile(stream, { name: "x", totalBytes: null, onHeader: () => {}, onRow: () => {} });
      await expect(reading).rejects.toBe(lost);
    }
  });
});

describe("progress and cancelling", () => {
  test("progress counts the bytes as given up to all of them", async () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => `w${index} ${index / 7}\n`).join("");
    const { progress } = await read(lines, { chunkSize: 4096 });
    const loaded = progress.map((each) => each.loaded);
    expect(loaded.length).toBeGreaterThan(2);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    expect(progress.at(-1)).toEqual({ name: "test.txt", loaded: lines.length, total: lines.length });
    const packed = gzipSync(lines);
    expect((await read(packed, { chunkSize: 4096 })).progress.at(-1)?.loaded).toBe(packed.length);
  });

  test("a signal that has fired stops before the first row", async () => {
    const reading = read("a 1 2\n", { signal: AbortSignal.abort() });
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });

  test.each([
    ["plain", bytesOf("a 1 2\n")],
    ["gzip", gzipSync("a 1 2\n").subarray(0, 12)],
  ])("a signal stops a %s file whose source never answers, and lets the source go", async (_, head) => {
    const controller = new AbortController();
    let isCancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      start: (source) => source.enqueue(head),
      pull: () => new Promise(() => {}),
      cancel: () => void (isCancelled = true),
    });
    const reading = readVectorFile(stream, {
      name: "slow",
      totalBytes: null,
      signal: controller.signal,
      onHeader: () => {},
      onRow: () => {},
    });
    setTimeout(() => controller.abort(), 20);
    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
    expect(isCancelled).toBe(true);
  });

  test("an error lets the source go", async () => {
    let isCancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (source) => source.enqueue(bytesOf("a 1 2\nb x\n")),
      cancel: () => void (isCancelled = true),
    });
    const reading = readVectorFile(stream, { name: "x", totalBytes: null, onHeader: () => {}, onRow: () => {} });
    await expect(reading).rejects.toMatchObject({ code: "bad_vectors" });
    expect(isCancelled).toBe(true);
  });
});

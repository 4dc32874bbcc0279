/** Streams a person's word vectors into a table of the core. */
import { nextTask, throwIfAborted } from "./abort.ts";
import { AttentionError } from "./errors.ts";
import type { Core } from "./core.ts";
import type { Platform, ReadOptions } from "./platform.ts";
import { MAX_WORDS } from "../text/vector-errors.ts";
import { readVectorFile } from "../text/vector-file.ts";

export interface Filled {
  table: number;
  name: string;
  words: string[];
  dModel: number;
  hash: string;
}

/** A cancelled or failed reading leaves no table behind. */
export async function fillTable(
  core: Core,
  platform: Platform,
  source: Blob | string,
  options: ReadOptions,
): Promise<Filled> {
  const { name, stream, totalBytes } = await platform.openSource(source, options);
  const words: string[] = [];
  let table = -1;
  let capacity = 0;
  try {
    const read = await readVectorFile(stream.pipeThrough(courteous()), {
      ...options,
      name,
      totalBytes,
      onHeader(dModel, expectedWords) {
        capacity = expectedWords ?? mostRows(name, dModel, totalBytes);
        table = core.createTable(Math.max(capacity, 1), dModel);
      },
      onRow(word, values) {
        if (words.length === capacity) throw moreThanAnnounced(capacity);
        core.addRow(table, values);
        words.push(word);
      },
    });
    throwIfAborted(options.signal);
    return { table, name, words, dModel: read.dModel, hash: read.hash };
  } catch (error) {
    if (table >= 0) core.removeTable(table);
    throw named(error, name);
  }
}

/** Says of which file it is, where that is not known from the call: the command's, a drop's. */
function named(error: unknown, name: string): unknown {
  if (!(error instanceof AttentionError) || !["bad_vectors", "vectors_too_large"].includes(error.code)) return error;
  return new AttentionError(error.code, `${name}: ${error.message}`, { ...error.details, name });
}

/** A few milliseconds of reading. */
const pieceBytes = 1 << 18;

/** Lets waiting messages pass between pieces: Chromium would hand out the whole file first, and runs would wait for it. */
function courteous(): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    async transform(chunk, controller) {
      for (let at = 0; at < chunk.length; at += pieceBytes) {
        await nextTask();
        controller.enqueue(chunk.subarray(at, at + pieceBytes));
      }
    },
  });
}

/** Every number of a plain file takes two bytes at least, so that its length bounds its rows. */
function mostRows(name: string, dModel: number, totalBytes: number | null): number {
  const isPlain = totalBytes !== null && !name.endsWith(".gz");
  return isPlain ? Math.min(MAX_WORDS, Math.ceil(totalBytes / (2 * dModel))) : MAX_WORDS;
}

const moreThanAnnounced = (announced: number) =>
  new AttentionError("bad_vectors", `The file has more than the ${announced} words that its first line announces.`, {
    reason: "more_words",
    announced,
  });

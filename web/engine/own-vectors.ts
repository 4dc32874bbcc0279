/** Streams a person's word vectors into a table of the core. */
import { throwIfAborted } from "./abort.ts";
import { AttentionError } from "./errors.ts";
import type { Core } from "./core.ts";
import type { Platform, ReadOptions } from "./platform.ts";
import { readVectorFile } from "../text/vector-file.ts";

export const maxWords = 400_000;

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
  try {
    const read = await readVectorFile(stream, {
      ...options,
      name,
      totalBytes,
      onHeader(dModel, expectedWords) {
        table = core.createTable(capacityFor(name, dModel, expectedWords, totalBytes), dModel);
      },
      onRow(word, values) {
        if (words.length === maxWords) throw tooManyWords(name, null);
        core.addRow(table, values);
        words.push(word);
      },
    });
    throwIfAborted(options.signal);
    return { table, name, words, dModel: read.dModel, hash: read.hash };
  } catch (error) {
    if (table >= 0) core.removeTable(table);
    throw error;
  }
}

/** Every number of a plain file takes two bytes at least, so that the file's length bounds its rows. */
function capacityFor(name: string, dModel: number, expectedWords: number | null, totalBytes: number | null): number {
  if (expectedWords !== null && expectedWords > maxWords) throw tooManyWords(name, expectedWords);
  if (expectedWords !== null) return Math.max(expectedWords, 1);
  const isPlain = totalBytes !== null && !name.endsWith(".gz");
  return isPlain ? Math.min(maxWords, Math.ceil(totalBytes / (2 * dModel))) : maxWords;
}

const tooManyWords = (name: string, got: number | null) =>
  new AttentionError(
    "vectors_too_large",
    `${name} has ${got ?? "more than 400,000"} words, and 400,000 is the limit: keep its most frequent ones (the first lines).`,
    { name, limit: maxWords, got },
  );

/** Streams a person's word vectors into a table of the core. */
import { throwIfAborted } from "./abort.ts";
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
    const read = await readVectorFile(stream, {
      ...options,
      name,
      totalBytes,
      onHeader(dModel, expectedWords) {
        capacity = expectedWords ?? mostRows(name, dModel, totalBytes);
        table = core.createTable(Math.max(capacity, 1), dModel);
      },
      onRow(word, values) {
        if (words.length === capacity) throw moreThanAnnounced(name, capacity);
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

/** Every number of a plain file takes two bytes at least, so that its length bounds its rows. */
function mostRows(name: string, dModel: number, totalBytes: number | null): number {
  const isPlain = totalBytes !== null && !name.endsWith(".gz");
  return isPlain ? Math.min(MAX_WORDS, Math.ceil(totalBytes / (2 * dModel))) : MAX_WORDS;
}

const moreThanAnnounced = (name: string, announced: number) =>
  new AttentionError("bad_vectors", `${name} has more than the ${announced} words that its first line announces.`, {
    reason: "more_words",
    announced,
  });

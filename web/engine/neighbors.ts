import type { Core } from "./core.ts";
import type { Lexicon, Table } from "./tables.ts";
import type { Neighbor } from "./types.ts";
import { piecesOfTokens, rowOf } from "../text/segment.ts";

/** The words most like `word` in all tables together, best first; none when the word is unknown. */
export function findNeighbors(
  core: Core,
  word: string,
  count: number,
  lexicon: Lexicon,
  places: ReadonlyMap<number, number>,
): Neighbor[] {
  const { tables } = lexicon;
  const source = findWord(word, lexicon);
  if (!source) return [];
  const place = (table: Table) => places.get(table.id) ?? -1;
  const found = tables.flatMap((table) => {
    const wanted = Math.min(count, table.vocabulary.size);
    return core.neighbors(place(source.table), source.row, place(table), wanted).map(({ row, similarity }) => ({
      word: table.vocabulary.word(row),
      language: table.vocabulary.language,
      similarity,
    }));
  });
  return found.sort((a, b) => b.similarity - a.similarity).slice(0, count);
}

function findWord(word: string, { tables, traditional }: Lexicon): { table: Table; row: number } | null {
  const vocabularies = tables.map((table) => table.vocabulary);
  const [piece] = piecesOfTokens([word], vocabularies, traditional);
  const place = piece && rowOf(piece, vocabularies);
  const table = place && tables.find(({ vocabulary }) => vocabulary === place.vocabulary);
  return table ? { table, row: place.row } : null;
}

/** Traditional Chinese characters and the simplified ones to look them up by. */

export type TraditionalTable = ReadonlyMap<string, string>;

/** Lines of "traditional TAB simplified", as in web/data/traditional.tsv. */
export function parseTraditional(tsv: string): TraditionalTable {
  const lines = tsv.split("\n").filter((line) => line !== "");
  return new Map(lines.map((line) => line.split("\t", 2) as [string, string]));
}

export function simplify(text: string, table: TraditionalTable): string {
  return table.size === 0 ? text : Array.from(text, (character) => table.get(character) ?? character).join("");
}

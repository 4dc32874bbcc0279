/** From texts to tokens, the rows of their vectors, and the recipe of the run. */
import { bundledDModel } from "./bundled.ts";
import { AttentionError } from "./errors.ts";
import { mostTokens } from "./most-tokens.ts";
import type { PlayOptions } from "./options.ts";
import { checkAgainst } from "./play-request.ts";
import type { Planned, Recipe, Words } from "./protocol.ts";
import type { Lexicon, Table } from "./tables.ts";
import type { Language, Token } from "./types.ts";
import { type Piece, languagesOf, piecesOfTokens, rowOf, segment } from "../text/segment.ts";
import type { Vocabulary } from "../text/vocabulary.ts";

/** Which text of a call something is about. */
type Part = "text" | "against" | "pair";

interface Looked {
  tokens: Token[];
  /** table, row, table, row … */
  rows: number[];
}

/** Together, since a text without a letter needs none of its own. */
export const languagesIn = (texts: (Words | null)[]): Language[] => languagesOf(texts.flat().join("\n"));

/** @throws AttentionError `empty_text`, `too_long`, `bad_heads`, `odd_head_dim`, `bad_option` */
export function plan(id: number, words: Words, options: PlayOptions, lexicon: Lexicon): Planned {
  const dModel = lexicon.tables[0]?.dModel ?? bundledDModel;
  checkAgainst(dModel, options);
  const recipe = { id, dModel, nFirst: 0, options };
  const first = lookUp("text", words, options, lexicon);
  if (options.pair !== null) return joined(recipe, first, lookUp("pair", options.pair, options, lexicon));
  const queries = Int32Array.from(first.rows);
  if (options.against === null)
    return { recipe: { ...recipe, queries, keys: null }, tokens: first.tokens, keyTokens: null };
  const second = lookUp("against", options.against, options, lexicon);
  return {
    recipe: { ...recipe, queries, keys: Int32Array.from(second.rows) },
    tokens: first.tokens,
    keyTokens: second.tokens,
  };
}

/** One sequence of both texts. */
function joined(recipe: Omit<Recipe, "queries" | "keys">, a: Looked, b: Looked): Planned {
  const nTokens = a.tokens.length + b.tokens.length;
  if (nTokens > mostTokens) throw tooLong(nTokens);
  const queries = Int32Array.from([...a.rows, ...b.rows]);
  const tokens = [
    ...a.tokens.map((token) => ({ ...token, segment: "a" as const })),
    ...b.tokens.map((token) => ({ ...token, segment: "b" as const })),
  ];
  return { recipe: { ...recipe, queries, keys: null, nFirst: a.tokens.length }, tokens, keyTokens: null };
}

function lookUp(part: Part, words: Words, options: PlayOptions, { tables, traditional }: Lexicon): Looked {
  const vocabularies = tables.map((table) => table.vocabulary);
  const byHand = typeof words !== "string";
  const pieces = byHand
    ? piecesOfTokens(words, vocabularies, traditional)
    : segment(words, options.segmenter, vocabularies, traditional);
  const kept = options.punctuation ? pieces : pieces.filter((piece) => !piece.punctuation);
  if (kept.length === 0) throw emptyText(part, pieces.length > 0);
  if (kept.length > mostTokens) throw tooLong(kept.length);
  const found = kept.map((piece) => rowOf(piece, vocabularies));
  const rows = found.flatMap((place) => (place ? [tableOf(place.vocabulary, tables), place.row] : [-1, -1]));
  return { tokens: kept.map((piece, i) => toToken(piece, byHand, found[i] !== null)), rows };
}

const tableOf = (vocabulary: Vocabulary, tables: readonly Table[]) =>
  tables.find((table) => table.vocabulary === vocabulary)?.id ?? -1;

const toToken = ({ text, start, end, language }: Piece, byHand: boolean, known: boolean): Token => ({
  text,
  start: byHand ? null : start,
  end: byHand ? null : end,
  known,
  special: false,
  language,
});

function emptyText(part: Part, onlyPunctuation: boolean): AttentionError {
  const what = part === "text" ? "The text" : `The text of ${part}`;
  const why = onlyPunctuation ? "has only punctuation, which is hidden" : "is empty";
  return new AttentionError("empty_text", `${what} ${why}: type a word or a sentence.`, { part });
}

const tooLong = (got: number) =>
  new AttentionError("too_long", `The text has ${got} tokens, and ${mostTokens} is the limit: shorten it.`, {
    limit: mostTokens,
    got,
  });

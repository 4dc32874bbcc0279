/** Pieces of a text and what each is looked up as. */
import type { Language } from "../engine/types.ts";
import type { Cluster } from "./clusters.ts";
import { fold } from "./normalize.ts";
import { simplify, type TraditionalTable } from "./traditional.ts";
import { Vocabulary } from "./vocabulary.ts";

export interface Piece {
  /** As it was typed. */
  text: string;
  /** Range in UTF-16 units of the text. */
  start: number;
  end: number;
  /** NFKC, lower case, and simplified where only that is known. */
  lookup: string;
  /** Whose vectors it is looked up in: that of its script; for punctuation and symbols that of the words around, null when unknown there. */
  language: Language | null;
  punctuation: boolean;
}

/** What segmentation knows of words. */
export interface Lexicon {
  vocabularies: readonly Vocabulary[];
  traditional: TraditionalTable;
}

const noWords = Vocabulary.fromWords([]);

/** The vocabulary of a language, or the one that a person brought, which serves every language. */
export function vocabularyOf(language: Language | null, { vocabularies }: Lexicon): Vocabulary {
  return vocabularies.find((each) => each.language === null || each.language === language) ?? noWords;
}

/** Where a piece's vector lies; null when it is unknown. */
export function rowOf(
  piece: Pick<Piece, "lookup" | "language">,
  vocabularies: readonly Vocabulary[],
): { vocabulary: Vocabulary; row: number } | null {
  const vocabulary = vocabularyOf(piece.language, { vocabularies, traditional: new Map() });
  const row = vocabulary.row(piece.lookup);
  return row < 0 ? null : { vocabulary, row };
}

function languageOf(clusters: readonly Cluster[]): Language | null {
  if (clusters.some((cluster) => cluster.kind === "han")) return "zh";
  return clusters.some((cluster) => cluster.kind === "latin") ? "en" : null;
}

/** Marks of one language that stand for those of another. */
const otherMarks: Readonly<Record<string, readonly string[]>> = {
  '"': ["“"],
  "“": ['"'],
  "”": ['"'],
  "「": ["“", '"'],
  "」": ["”", '"'],
  "–": ["-"],
  "—": ["-"],
};

/** An ellipsis is "..." however it is typed; another repeated mark may be known as one. */
function formsOfMark(text: string): string[] {
  const folded = fold(text);
  if (/^\.{2,}$/.test(folded)) return ["..."];
  const single = String.fromCodePoint(folded.codePointAt(0)!);
  return [folded, single, ...(otherMarks[single] ?? [])];
}

function formsOfWord(text: string, traditional: TraditionalTable): string[] {
  const folded = fold(text);
  const withLastDot = folded.includes(".") ? [`${folded}.`] : [];
  return [folded, simplify(folded, traditional), ...withLastDot];
}

const isMark = (clusters: readonly Cluster[]) =>
  clusters.every((cluster) => cluster.kind === "punctuation" || cluster.kind === "symbol");

const lookUp = (forms: string[], vocabulary: Vocabulary) => forms.find((form) => vocabulary.has(form)) ?? forms[0]!;

function makePiece(clusters: readonly Cluster[], lexicon: Lexicon): Piece {
  const text = clusters.map((cluster) => cluster.text).join("");
  const language = languageOf(clusters);
  return {
    text,
    start: clusters[0]!.start,
    end: clusters[clusters.length - 1]!.end,
    lookup: lookUp(formsOfWord(text, lexicon.traditional), vocabularyOf(language, lexicon)),
    language,
    punctuation: clusters.every((cluster) => cluster.kind === "punctuation"),
  };
}

function settleMark(piece: Piece, around: Language, lexicon: Lexicon): Piece {
  const vocabulary = vocabularyOf(around, lexicon);
  const lookup = lookUp(formsOfMark(piece.text), vocabulary);
  return { ...piece, lookup, language: vocabulary.has(lookup) ? around : null };
}

/** One piece for each group of clusters (at least one). A mark takes the language of the word before it, or else of the first word. */
export function makePieces(groups: readonly (readonly Cluster[])[], lexicon: Lexicon): Piece[] {
  const pieces = groups.map((clusters) => makePiece(clusters, lexicon));
  let around: Language = pieces.find((piece) => piece.language !== null)?.language ?? "en";
  return pieces.map((piece, index) => {
    around = piece.language ?? around;
    return isMark(groups[index]!) ? settleMark(piece, around, lexicon) : piece;
  });
}

/**
 * Text → the pieces that word vectors are looked up for. Every UTF-16 unit that is not blank belongs to exactly one piece;
 * blank is also what has nothing to be seen, such as a joiner between spaces.
 *
 * The default, "vocabulary", gives the same pieces in every engine: characters are classified by our own table, never by
 * `\p{…}`, and scores are whole numbers. "intl" is the engine's Intl.Segmenter, which may differ between browsers.
 */
import type { Language } from "../engine/types.ts";
import { kindOf, type CharacterKind } from "./characters.ts";
import { clustersOf, type Cluster } from "./clusters.ts";
import { segmentByIntl } from "./intl.ts";
import { makePieces, vocabularyOf, type Lexicon, type Piece } from "./piece.ts";
import { contractionEnds, segmentSpaced } from "./segment-en.ts";
import { segmentUnspaced } from "./segment-zh.ts";
import type { TraditionalTable } from "./traditional.ts";
import type { Vocabulary } from "./vocabulary.ts";

export { rowOf, type Piece } from "./piece.ts";

export type Segmenter = "vocabulary" | "intl";

const noTable: TraditionalTable = new Map();
const isUnspaced = (kind: CharacterKind) => kind === "han" || kind === "unspaced";

/** Which bundled vectors a text needs; English for one without a Latin letter or Han character. */
export function languagesOf(text: string): Language[] {
  const found = { en: false, zh: false };
  for (const character of text) {
    const kind = kindOf(character.codePointAt(0)!);
    if (kind === "latin") found.en = true;
    if (kind === "han") found.zh = true;
  }
  const languages = (["en", "zh"] as const).filter((language) => found[language]);
  return languages.length > 0 ? languages : ["en"];
}

/** Runs without a blank that are all of scripts written with spaces, or all without. */
function runsOf(clusters: Cluster[]): Cluster[][] {
  const runs: Cluster[][] = [];
  let previous: Cluster | undefined;
  for (const cluster of clusters) {
    const continues =
      previous !== undefined && previous.kind !== "blank" && isUnspaced(previous.kind) === isUnspaced(cluster.kind);
    if (cluster.kind !== "blank") {
      if (continues) runs[runs.length - 1]!.push(cluster);
      else runs.push([cluster]);
    }
    previous = cluster;
  }
  return runs;
}

function splitAt(run: Cluster[], ends: number[]): Cluster[][] {
  return ends.map((end, index) => run.slice(ends[index - 1] ?? 0, end));
}

function endsByVocabulary(run: Cluster[], lexicon: Lexicon): number[] {
  return isUnspaced(run[0]!.kind)
    ? segmentUnspaced(run, vocabularyOf("zh", lexicon), lexicon.traditional)
    : segmentSpaced(run, vocabularyOf("en", lexicon));
}

/** Intl.Segmenter keeps contractions whole; they are split all the same, as the vectors have them. */
function endsByIntl(run: Cluster[], lexicon: Lexicon): number[] {
  if (isUnspaced(run[0]!.kind)) return segmentByIntl(run, "zh");
  const vocabulary = vocabularyOf("en", lexicon);
  const ends = segmentByIntl(run, "en");
  return ends.flatMap((end, index) => contractionEnds(run, ends[index - 1] ?? 0, end, vocabulary));
}

/** @param vocabularies of the text's languages, or one that a person brought */
export function segment(
  text: string,
  how: Segmenter,
  vocabularies: readonly Vocabulary[],
  traditional: TraditionalTable = noTable,
): Piece[] {
  const lexicon: Lexicon = { vocabularies, traditional };
  const endsOf = how === "intl" ? endsByIntl : endsByVocabulary;
  const groups = runsOf(clustersOf(text)).flatMap((run) => splitAt(run, endsOf(run, lexicon)));
  return makePieces(groups, lexicon);
}

/** The pieces of tokens that were set by hand: their texts as they are; the ranges are those in the tokens joined without a gap. */
export function piecesOfTokens(
  tokens: readonly string[],
  vocabularies: readonly Vocabulary[],
  traditional: TraditionalTable = noTable,
): Piece[] {
  let start = 0;
  const groups = tokens.map((token): Cluster[] => {
    const clusters = clustersOf(token).map((each) => ({ ...each, start: each.start + start, end: each.end + start }));
    const empty: Cluster = { text: "", start, end: start, kind: "blank" };
    start += token.length;
    return clusters.length > 0 ? clusters : [empty];
  });
  return makePieces(groups, { vocabularies, traditional });
}

/** Words of a text without spaces: the split of maximum probability over the vocabulary. */
import type { Cluster } from "./clusters.ts";
import { log2Fixed } from "./log2.ts";
import { fold } from "./normalize.ts";
import { simplify, type TraditionalTable } from "./traditional.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** No word of more characters is tried, so that time stays linear with vocabularies that hold a whole sentence as a word. */
const MAX_WORD_CLUSTERS = 16;

/** 2¹⁶ · log₂ of (frequency + ½), up to a constant that is taken off once per word by the total. */
const logFrequency = (frequency: number) => log2Fixed(2 * frequency + 1);

/** As it is written, or else with simplified characters; −1 when neither is known. */
function rowOfWord(written: string, simplified: string, vocabulary: Vocabulary): number {
  const row = vocabulary.row(written);
  return row >= 0 || simplified === written ? row : vocabulary.row(simplified);
}

/**
 * @returns where each word ends, as indices into `clusters`. Of equally probable splits the one whose first word is longer;
 * a character that no word covers is a word of its own with frequency 0.
 */
export function segmentUnspaced(clusters: Cluster[], vocabulary: Vocabulary, traditional: TraditionalTable): number[] {
  const written = clusters.map((cluster) => fold(cluster.text));
  const simplified = written.map((text) => simplify(text, traditional));
  const logTotal = logFrequency(vocabulary.totalFrequency);
  const n = clusters.length;
  const longest = Math.min(vocabulary.longest, MAX_WORD_CLUSTERS);
  const bestScore = new Float64Array(n + 1);
  const bestEnd = new Uint32Array(n);
  for (let start = n - 1; start >= 0; --start) {
    bestScore[start] = -Infinity;
    let word = "";
    let simplifiedWord = "";
    for (let end = start + 1; end <= n && (end === start + 1 || end <= start + longest); ++end) {
      word += written[end - 1]!;
      simplifiedWord += simplified[end - 1]!;
      const row = rowOfWord(word, simplifiedWord, vocabulary);
      if (row < 0 && end > start + 1) continue;
      const score = logFrequency(vocabulary.frequency(row)) - logTotal + bestScore[end]!;
      if (score >= bestScore[start]!) {
        bestScore[start] = score;
        bestEnd[start] = end;
      }
    }
  }
  return followEnds(bestEnd);
}

function followEnds(bestEnd: Uint32Array): number[] {
  const ends: number[] = [];
  for (let at = 0; at < bestEnd.length;) {
    at = bestEnd[at]!;
    ends.push(at);
  }
  return ends;
}

/** Words of a text with spaces: English first, and any script whose words stand apart. */
import type { Cluster } from "./clusters.ts";
import { fold } from "./normalize.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Clusters without a blank among them, and the vocabulary that decides where they leave a choice. */
interface Run {
  clusters: Cluster[];
  vocabulary: Vocabulary;
}

/** Nothing longer is looked up as a whole, so that time stays linear. */
const MAX_WORD_CLUSTERS = 64;

const apostrophes = new Set(["'", "’", "ʼ", "＇"]);
const hyphens = new Set(["-", "‐", "‑", "－"]);
const digitJoints = new Set([".", ",", ":"]);
/** One token when repeated: an ellipsis, a dash. */
const repeatable = new Set([".", "…", "。", "-", "–", "—"]);

type Maybe = Cluster | undefined;
const isOneOf = (set: ReadonlySet<string>, cluster: Maybe) => cluster !== undefined && set.has(cluster.text);
const isNumber = (cluster: Maybe) => cluster?.kind === "number";
const isLetter = (cluster: Maybe) => cluster?.kind === "latin" || cluster?.kind === "letter";
const isWordlike = (cluster: Maybe) => isLetter(cluster) || isNumber(cluster);
const isDot = (cluster: Maybe) => cluster?.text === ".";

function lookupOf({ clusters }: Run, from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; ++at) text += clusters[at]!.text;
  return fold(text);
}

const isKnown = (run: Run, from: number, to: number) =>
  to - from <= MAX_WORD_CLUSTERS && run.vocabulary.has(lookupOf(run, from, to));

/** An apostrophe between letters (don't) or a separator between digits (1,000.5). */
function isJoint(clusters: Cluster[], at: number): boolean {
  const before = clusters[at - 1];
  const after = clusters[at + 1];
  return (
    (isOneOf(apostrophes, clusters[at]) && isLetter(before) && isLetter(after)) ||
    (isOneOf(digitJoints, clusters[at]) && isNumber(before) && isNumber(after))
  );
}

/** End of the letters and digits that start at `start`; the word ends where another script begins. */
function wordEnd({ clusters }: Run, start: number): number {
  let script: string | null = null;
  let end = start;
  for (;;) {
    const joint = end > start && isJoint(clusters, end) ? 1 : 0;
    const next = clusters[end + joint];
    if (next === undefined || !isWordlike(next)) return end;
    if (isLetter(next)) {
      if (script !== null && next.kind !== script) return end;
      script = next.kind;
    }
    end += joint + 1;
  }
}

/** End of two or more single letters with dots between (U.S., e.g.), with the last dot if there is one; or `start`. */
function abbreviationEnd({ clusters }: Run, start: number): number {
  let end = start;
  while (isLetter(clusters[end]) && isDot(clusters[end + 1])) end += 2;
  if (isLetter(clusters[end]) && !isWordlike(clusters[end + 1])) end += 1;
  return end - start >= "U.S".length && !isWordlike(clusters[end]) ? end : start;
}

/** The longest hyphenated word from `start` that the vocabulary has, or else its first part. */
function compoundEnd(run: Run, start: number): number {
  const ends = [wordEnd(run, start)];
  for (let end = ends[0]!; end - start <= MAX_WORD_CLUSTERS && isOneOf(hyphens, run.clusters[end]); ends.push(end)) {
    if (!isWordlike(run.clusters[end + 1])) break;
    end = wordEnd(run, end + 1);
  }
  return ends.findLast((end) => isKnown(run, start, end)) ?? ends[0]!;
}

/** Where the last clitic of from … to begins (don't: n't, it's: 's), when the vocabulary has it and not the whole. */
function cliticStart(run: Run, from: number, to: number): number | null {
  let apostrophe = to - 1;
  while (apostrophe > from && !isOneOf(apostrophes, run.clusters[apostrophe])) --apostrophe;
  if (apostrophe <= from || isKnown(run, from, to)) return null;
  const negation = apostrophe - 1;
  if (negation > from && lookupOf(run, negation, to) === "n't" && isKnown(run, negation, to)) return negation;
  return isKnown(run, apostrophe, to) ? apostrophe : null;
}

/** The parts of a contraction, as the vocabulary has them: shouldn't've → should, n't, 've. */
export function contractionEnds(clusters: Cluster[], from: number, to: number, vocabulary: Vocabulary): number[] {
  const ends = [to];
  const run = { clusters, vocabulary };
  for (let start = cliticStart(run, from, to); start !== null; start = cliticStart(run, from, start)) ends.push(start);
  return ends.reverse();
}

function repetitionEnd({ clusters }: Run, start: number): number {
  let end = start + 1;
  if (repeatable.has(clusters[start]!.text)) while (clusters[end]?.text === clusters[start]!.text) ++end;
  return end;
}

/** A clitic that was typed apart (it 's). */
function looseCliticEnd(run: Run, start: number): number {
  if (!isOneOf(apostrophes, run.clusters[start]) || !isLetter(run.clusters[start + 1])) return start;
  const end = wordEnd(run, start + 1);
  return isKnown(run, start, end) ? end : start;
}

/** @returns where each token ends, as indices into `clusters`, which hold no blank. */
export function segmentSpaced(clusters: Cluster[], vocabulary: Vocabulary): number[] {
  const run = { clusters, vocabulary };
  const ends: number[] = [];
  for (let start = 0; start < clusters.length; start = ends[ends.length - 1]!) {
    const whole = Math.max(abbreviationEnd(run, start), looseCliticEnd(run, start));
    if (whole > start) ends.push(whole);
    else if (!isWordlike(clusters[start])) ends.push(repetitionEnd(run, start));
    else ends.push(...contractionEnds(clusters, start, compoundEnd(run, start), vocabulary));
  }
  return ends;
}

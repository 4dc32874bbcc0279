/**
 * The same run seen differently: pieces as words, some tokens left out, one part of a pair. Everything that is shown stands
 * for tokens of the run, and the answer says for which.
 */
import { charactersOf, joinedText } from "./piece-text.ts";
import { isCross, secondBegin, type ViewData, type ViewToken } from "./view-data.ts";

export interface Lens {
  /** Pieces of one word as one token. */
  words: boolean;
  /** Left out, and the rest of each row made to sum to 1 again. "sink" is the first token. */
  hide: "none" | "special" | "sink";
  /** Of two texts in one sequence: from which to which. */
  part: "all" | "aa" | "ab" | "ba" | "bb";
}

/** Tokens of the run that one shown token stands for, ascending. */
type Group = readonly number[];

export interface Lensed {
  data: ViewData;
  queries: readonly Group[];
  keys: readonly Group[];
}

interface Side {
  tokens: readonly ViewToken[];
  groups: readonly Group[];
}

type Test = (group: Group) => boolean;

/** Pieces become words before tokens are left out, and a row sums to 1 again before a part of it is taken. */
export function throughLens(data: ViewData, { words, hide, part }: Lens): Lensed {
  const cross = isCross(data);
  const second = cross || part === "all" ? -1 : secondBegin(data.tokens);
  const [from, to] = second < 0 ? [everything, everything] : [sideTest(part[0], second), sideTest(part[1], second)];
  const queryGroups = groupsOf(data.tokens, words);
  const keyGroups = cross ? groupsOf(data.keyTokens, words) : queryGroups;
  // Of two kinds of tokens only a key can be the one that attention is dumped on.
  const keptQueries = left(queryGroups, keepTest(data.tokens, cross && hide === "sink" ? "none" : hide));
  const keptKeys = left(keyGroups, keepTest(data.keyTokens, hide));
  const isSquare = !cross && (second < 0 || part[0] === part[1]);
  const queries = sideOf(data.tokens, left(keptQueries, from));
  const keys = isSquare ? queries : sideOf(data.keyTokens, left(keptKeys, to));
  const counted = hide === "none" || data.over !== "keys" ? null : keptKeys.flat();
  const shown = gathered(data, queries, keys, counted);
  return { data: second < 0 ? shown : { ...shown, over: "none" }, queries: queries.groups, keys: keys.groups };
}

/** A picture of nothing would show nothing: then the choice has no effect. */
function left(groups: readonly Group[], test: Test): readonly Group[] {
  const passed = groups.filter(test);
  return passed.length ? passed : groups;
}

function groupsOf(tokens: readonly ViewToken[], words: boolean): Group[] {
  const groups: number[][] = [];
  tokens.forEach(({ word }, index) => {
    const goesOn = words && typeof word === "number" && word === tokens[index - 1]?.word;
    if (goesOn) groups.at(-1)!.push(index);
    else groups.push([index]);
  });
  return groups;
}

const everything: Test = () => true;

function keepTest(tokens: readonly ViewToken[], hide: Lens["hide"]): Test {
  if (hide === "special") return ([first]) => tokens[first!]?.special !== true;
  return hide === "sink" ? ([first]) => first !== 0 : everything;
}

/** Special tokens belong to the text that they follow, the one at the beginning to the first. */
const sideTest =
  (side: string | undefined, second: number): Test =>
  (group) =>
    group[0]! >= second === (side === "b");

function sideOf(tokens: readonly ViewToken[], groups: readonly Group[]): Side {
  const texts = charactersOf(tokens);
  return { groups, tokens: groups.map((group) => shownToken(tokens, group, texts)) };
}

function shownToken(tokens: readonly ViewToken[], group: Group, texts: readonly string[]): ViewToken {
  const first = tokens[group[0]!]!;
  if (group.length === 1) return texts[group[0]!] === first.text ? first : { ...first, text: texts[group[0]!]! };
  return {
    ...first,
    text: joinedText(tokens, group, texts),
    known: group.every((index) => tokens[index]!.known),
    language: group.every((index) => tokens[index]!.language === first.language) ? first.language : null,
  };
}

/** @param counted keys that are to sum to 1 in a row; null to leave the rows as they are */
function gathered(data: ViewData, queries: Side, keys: Side, counted: readonly number[] | null): ViewData {
  const shown = { ...data, tokens: queries.tokens, keyTokens: keys.tokens };
  [shown.nQueries, shown.nKeys] = [queries.groups.length, keys.groups.length];
  shown.weights = summed(data, data.weights, queries.groups, keys.groups, counted);
  if (data.before) shown.before = summed(data, data.before, queries.groups, keys.groups, counted);
  return { ...shown, ...strongestScores(data, queries.groups, keys.groups) };
}

/** A word attends as its pieces do on average, and gets what they get together. */
function summed(
  { nKeys }: ViewData,
  weights: Float32Array,
  queries: readonly Group[],
  keys: readonly Group[],
  counted: readonly number[] | null,
): Float32Array {
  const shown = new Float32Array(queries.length * keys.length);
  const row = new Float64Array(nKeys);
  queries.forEach((group, query) => {
    row.fill(0);
    for (const piece of group) for (let key = 0; key < nKeys; key++) row[key]! += weights[piece * nKeys + key]!;
    let total = counted ? 0 : group.length;
    if (counted) for (const key of counted) total += row[key]!;
    if (!(total > 0)) return;
    for (let key = 0; key < keys.length; key++) {
      let sum = 0;
      for (const piece of keys[key]!) sum += row[piece]!;
      shown[query * keys.length + key] = sum / total;
    }
  });
  return shown;
}

/** The scores of two words are those of the pair of pieces with the largest weight. */
function strongestScores(data: ViewData, queries: readonly Group[], keys: readonly Group[]) {
  const scores = new Float32Array(queries.length * keys.length);
  const maskedScores = new Float32Array(scores.length);
  let at = 0;
  for (const rows of queries)
    for (const columns of keys) {
      const best = strongestPair(data, rows, columns);
      scores[at] = data.scores[best]!;
      maskedScores[at++] = data.maskedScores[best]!;
    }
  return { scores, maskedScores };
}

function strongestPair({ nKeys, weights, maskedScores }: ViewData, rows: Group, columns: Group): number {
  let best = rows[0]! * nKeys + columns[0]!;
  if (rows.length === 1 && columns.length === 1) return best;
  for (const row of rows)
    for (const column of columns) {
      const here = row * nKeys + column;
      const [more, same] = [weights[here]! > weights[best]!, weights[here] === weights[best]];
      if (more || (same && maskedScores[here]! > maskedScores[best]!)) best = here;
    }
  return best;
}

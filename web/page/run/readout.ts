/** The one sentence that says what the picture shows, with numbers. Pure. */
import type { Strings } from "../../i18n/index.ts";
import { formatWeight } from "../../render/numbers.ts";
import { visibleText } from "../../render/token-text.ts";
import * as View from "../../render/view-data.ts";
import type { Direction, Pair, ViewData } from "../../render/view-data.ts";
import { fillRuns, type Run, type Slot } from "../words.ts";

type Words = Strings["page"]["readout"];

/** A token as it stands in a sentence: one that is only a blank has a sign. */
export const token = (text: string): Run => ({ text: visibleText(text), mark: "token" });
const pronouns = /^(it|its|they|them|he|she|him|her|他|她|它|他们|她们|它们)$/i;

export const plain = (text: string): Run => ({ text, mark: "plain" });

/** A list as prose. */
export function joined(tokens: Run[], words: Words): Run[] {
  return tokens.flatMap((run, index) => {
    if (index === 0) return [run];
    const joint = index === tokens.length - 1 ? words.and : words.comma;
    return [plain(joint), run];
  });
}

/** What follows the finding: what the reader could take wrongly. */
function remarks(data: ViewData, direction: Direction, source: number, words: Words): Run[] {
  const { text, known } = View.sourceTokens(data, direction)[source] ?? { text: "", known: true };
  const runs: Run[] = [];
  if (!known) runs.push(...fillRuns(words.unknown, { source: token(text) }));
  if (data.over === "queries" || data.over === "all") runs.push(plain(words[data.over]));
  else if (pronouns.test(text)) runs.push(...fillRuns(words.pronoun, { word: text }));
  return runs;
}

function nothing(data: ViewData, direction: Direction, source: Run, words: Words): Run[] {
  return fillRuns(direction === "to" ? words.maskedTo : words.maskedBy, { source });
}

/** @param selection tokens whose weights are added up; with fewer than two the pinned one speaks alone */
export function readout(
  data: ViewData,
  pair: Pair,
  direction: Direction,
  selection: readonly number[],
  words: Words,
): Run[] {
  const { sources, from, others, weights } = View.outlook(data, pair, direction, selection);
  const source = View.sourceOf(pair, direction);
  const best = View.strongest(weights, others, 3);
  const names = sources.map((index) => token(from[index]?.text ?? ""));
  const first = best[0];
  if (first === undefined) return nothing(data, direction, names[0] ?? token(""), words);

  const number = (index: number, mark: Run["mark"]): Run => ({ text: formatWeight(weights[index] ?? 0), mark });
  const isSelf = (index: number) => !View.isCross(data) && sources.length === 1 && index === source;
  const name = (index: number): Slot => (isSelf(index) ? words.self : token(others[index]?.text ?? ""));
  const named = (index: number): Slot[] => (isSelf(index) ? [words.self] : [words.beforeToken, name(index)]);
  const template =
    sources.length > 1
      ? { to: words.togetherTo, by: words.togetherBy }[direction]
      : { to: words.to, by: words.by }[direction];
  const [, second, third] = best;
  const runs = fillRuns(template, {
    source: names,
    sources: joined(names, words),
    first: named(first),
    w1: number(first, "strong"),
  });
  if (second === undefined) runs.push(plain(words.only));
  else {
    const values = { second: named(second), w2: number(second, "number") };
    const more = third === undefined ? {} : { third: name(third), w3: number(third, "number") };
    runs.push(...fillRuns(third === undefined ? words.thenOne : words.thenTwo, { ...values, ...more }));
  }
  if (sources.length === 1) runs.push(...remarks(data, direction, source, words));
  return runs;
}

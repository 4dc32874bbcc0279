/** The one sentence that says what the picture shows, with numbers. Pure. */
import type { Strings } from "../../i18n/index.ts";
import { formatWeight } from "../../render/numbers.ts";
import { visibleText } from "../../render/token-text.ts";
import * as View from "../../render/view-data.ts";
import type { Direction, Pair, ViewData } from "../../render/view-data.ts";
import { fill, fillRuns, type Run, type Slot } from "../words.ts";

type Words = Strings["page"]["readout"];

/** A token as it stands in a sentence: one that is only a blank has a sign. */
export const token = (text: string): Run => ({ text: visibleText(text), mark: "token" });
const pronouns = /^(it|its|they|them|he|she|him|her|他|她|它|他们|她们|它们)$/i;

export const plain = (text: string): Run => ({ text, mark: "plain" });

const isToken = (slot: Slot | undefined) => typeof slot === "object" && slot.mark === "token";

/** A list as prose. */
export function joined(items: readonly Slot[], words: Pick<Words, "and" | "comma" | "beforeToken">): Slot[] {
  const room = (slot: Slot | undefined) => (isToken(slot) ? words.beforeToken : "");
  return items.flatMap((item, index) => {
    if (index === 0) return [item];
    const isLast = index === items.length - 1;
    const joint = isLast ? room(items[index - 1]) + words.and + room(item) : words.comma;
    return [plain(joint), item];
  });
}

const mostNamed = 3;

/** Names of tokens as prose; of many the first two, and how many more there are. */
export function listed(
  indices: readonly number[],
  name: (index: number) => Slot,
  words: Pick<Words, "and" | "comma" | "beforeToken" | "others">,
): Slot[] {
  if (indices.length <= mostNamed) return joined(indices.map(name), words);
  const named = indices.slice(0, mostNamed - 1);
  return joined([...named.map(name), plain(fill(words.others, { n: indices.length - named.length }))], words);
}

/** What is said of several weights at once, once. */
export const countText = (n: number, of: number, { all, some }: Pick<Words, "all" | "some">): string =>
  n === of ? fill(all, { n }) : fill(some, { n, of });

const isPronounAt = (data: ViewData, direction: Direction, source: number): boolean =>
  pronouns.test(View.sourceTokens(data, direction)[source]?.text ?? "");

/** Whether the sentence says that the source stands for another word: word vectors cannot know for which. */
export const isPronoun = (data: ViewData, pair: Pair, direction: Direction, selection: readonly number[]): boolean =>
  selection.length < 2 && data.over === "keys" && isPronounAt(data, direction, View.sourceOf(pair, direction));

/** What follows the finding: what the reader could take wrongly. */
function remarks(data: ViewData, direction: Direction, source: number, words: Words): Run[] {
  const { text, known } = View.sourceTokens(data, direction)[source] ?? { text: "", known: true };
  const runs: Run[] = [];
  if (!known) runs.push(...fillRuns(words.unknown, { source: token(text) }));
  if (data.over === "queries" || data.over === "all") runs.push(plain(words.sums[data.over]));
  else if (isPronounAt(data, direction, source)) runs.push(...fillRuns(words.pronoun, { word: text }));
  return runs;
}

function nothing(data: ViewData, direction: Direction, source: Run, words: Words): Run[] {
  return fillRuns(direction === "to" ? words.maskedTo : words.maskedBy, { source });
}

/** What the finding is said of. */
interface Scene extends View.Outlook {
  direction: Direction;
  words: Words;
  name: (other: number) => Slot;
  isSelf: (other: number) => boolean;
}

const numberAt = ({ weights }: Scene, index: number, mark: Run["mark"] = "number"): Run => ({
  text: formatWeight(weights[index] ?? 0),
  mark,
});

const sourcesOf = ({ sources, from, words }: Scene) => {
  const names = sources.map((index) => token(from[index]?.text ?? ""));
  return { source: names, sources: joined(names, words) };
};

/** Where no weight is larger than the others, there is no finding. */
function equally(scene: Scene, count: number): Run[] {
  const { sources, weights, others, direction, words } = scene;
  const { to, by, togetherTo, togetherBy } = words.equally;
  const template = sources.length > 1 ? { to: togetherTo, by: togetherBy } : { to, by };
  const first = weights.findIndex((weight) => weight > 0);
  const all = countText(count, others.length, words);
  return fillRuns(template[direction], { ...sourcesOf(scene), all, w1: numberAt(scene, first, "strong") });
}

/** The strongest, those that are as strong together, and what comes after them. */
function finding(scene: Scene, first: number): Run[] {
  const { sources, weights, others, direction, words, name, isSelf } = scene;
  const { to, by, togetherTo, togetherBy } = words;
  const template = sources.length > 1 ? { to: togetherTo, by: togetherBy } : { to, by };
  const tied = [first, ...View.equalTo(weights, others, first)];
  const named = (index: number): Slot[] => (isSelf(index) ? [words.self] : [words.beforeToken, name(index)]);
  const w1 = numberAt(scene, first, "strong");
  const runs = fillRuns(template[direction], {
    ...sourcesOf(scene),
    first: [isSelf(first) ? "" : words.beforeToken, ...listed(tied, name, words)],
    w1: tied.length > 1 ? fillRuns(words.each, { w: w1 }) : w1,
  });
  const [second, third] = View.strongest(weights, others, tied.length + 2).filter((index) => !tied.includes(index));
  if (second === undefined) return [...runs, plain(tied.length > 1 ? words.end : words.only)];
  const values = { second: named(second), w2: numberAt(scene, second) };
  if (third === undefined) return [...runs, ...fillRuns(words.thenOne, values)];
  return [...runs, ...fillRuns(words.thenTwo, { ...values, third: name(third), w3: numberAt(scene, third) })];
}

/** @param selection tokens whose weights are added up; with fewer than two the pinned one speaks alone */
export function readout(
  data: ViewData,
  pair: Pair,
  direction: Direction,
  selection: readonly number[],
  words: Words,
): Run[] {
  const seen = View.outlook(data, pair, direction, selection);
  const source = View.sourceOf(pair, direction);
  const [first] = View.strongest(seen.weights, seen.others, 1);
  if (first === undefined) return nothing(data, direction, token(seen.from[source]?.text ?? ""), words);
  const isSelf = (index: number) => !View.isCross(data) && seen.sources.length === 1 && index === source;
  const name = (index: number): Slot => (isSelf(index) ? words.self : token(seen.others[index]?.text ?? ""));
  const scene: Scene = { ...seen, direction, words, name, isSelf };
  const count = View.countEqual(seen.weights);
  const runs = count ? equally(scene, count) : finding(scene, first);
  return seen.sources.length === 1 ? [...runs, ...remarks(data, direction, source, words)] : runs;
}

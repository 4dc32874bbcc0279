/** The sentence over a transformer's head: what a token gives another one, and what that was before something was changed. Pure. */
import type { Strings } from "../../i18n/index.ts";
import { formatWeight } from "../../render/numbers.ts";
import * as View from "../../render/view-data.ts";
import type { Direction, Pair } from "../../render/view-data.ts";
import type { FormulaOptions } from "../state/play-state.ts";
import type { ModelState } from "../state/model-state.ts";
import { fill, fillRuns, type Run, type Slot } from "../words.ts";
import type { ModelPicture, Picture } from "./pictures.ts";
import { countText, joined, listed, plain, token } from "./readout.ts";

type Words = Strings["page"];

/** What of a picture the sentence is about. */
export interface Told extends Pick<Picture, "data" | "head"> {
  model: Pick<ModelPicture, "kind" | "layer" | "queries" | "keys">;
  /** How many heads a layer has. */
  nHeads: number;
  /** Of the queries, before pieces were merged or tokens hidden, the first that the model wrote. */
  firstTaken: number;
  state: ModelState;
  options: Pick<FormulaOptions, "temperature" | "mask">;
}

const fewHeads = 4;

function headsOf({ model, nHeads, state }: Told, words: Words["model"]["sentence"]): string {
  const { picks } = state;
  if (picks.length === 0) return fill(words.layerHeads, { n: nHeads, layer: model.layer });
  if (picks.length > fewHeads) return fill(words.manyHeads, { n: picks.length });
  return fill(words.theseHeads, { heads: picks.map(({ layer, head }) => `${layer}.${head}`).join(words.comma) });
}

function placeOf(told: Told, words: Words["model"]["sentence"]): string {
  const { combine } = told.state;
  if (combine === "rollout") return words.rollout;
  if (combine === "value") return fill(words.value, { layer: told.model.layer, head: told.head });
  if (combine !== "head") return fill(words[combine], { heads: headsOf(told, words) });
  return fill(words.heads[told.model.kind], { layer: told.model.layer, head: told.head });
}

/** "three heads were switched off and τ was set to 0.5" */
function changesOf({ state, options }: Told, words: Words["model"]["sentence"]): string {
  const { headScale } = state;
  const heads = ({ one, other }: { one: string; other: string }, count: number) =>
    count > 0 && fill(count === 1 ? one : other, { n: words.numbers[count] ?? count });
  const nOff = headScale.filter(({ scale }) => scale === 0).length;
  const changes = [
    heads(words.switchedOff, nOff),
    heads(words.scaled, headScale.length - nOff),
    options.temperature !== 1 && fill(words.temperature, { tau: options.temperature }),
    options.mask !== "none" && words.mask,
  ].filter((change) => change !== false);
  const last = changes.pop() ?? "";
  return changes.length ? changes.map((change) => change.trim()).join(words.comma) + words.and + last : last;
}

/** Everything that the parts of the sentence are said of. */
interface Scene extends View.Outlook {
  told: Told;
  direction: Direction;
  words: Words;
  /** The other token that it is about. */
  first: number;
  /** The strongest of the others; special tokens are not among them. */
  strongest: number;
}

/** Less would be "<.01" in words. */
const leastNamed = 0.005;

const number = (weight: number, mark: Run["mark"] = "number"): Run => ({ text: formatWeight(weight), mark });

const opposite = { to: "by", by: "to" } as const;
/** The sentence is of what comes from a key, not of what its query gives it. */
const isReach = ({ told, sources }: Scene) =>
  sources.length === 1 && (told.state.combine === "rollout" || told.state.combine === "value");

const isSelf = ({ told, sources }: Scene, other: number) =>
  !View.isCross(told.data) && sources.length === 1 && other === sources[0];

function named(scene: Scene, other: number): Slot[] {
  const { self, beforeToken } = scene.words.readout;
  return isSelf(scene, other) ? [self] : [beforeToken, token(scene.others[other]?.text ?? "")];
}

/** What the special tokens have together, and what the strongest of them has: in most heads more than any word. */
function ofSpecials({ weights, others }: Scene): { sum: number; max: number } {
  const special = [...weights].filter((_, other) => others[other]?.special);
  return { sum: special.reduce((sum, weight) => sum + weight, 0), max: Math.max(0, ...special) };
}

/** What else the row says where nothing was changed. */
function othersRuns(scene: Scene): Run[] {
  const { direction, sources, words, weights, others, first, strongest } = scene;
  const { most, mostOfWords, specials } = words.model.sentence;
  // What is given goes from the query to the key; what reaches the query comes from the key.
  const way = isReach(scene) ? opposite[direction] : direction;
  if (others[first]?.special) return rankedRuns(scene, most[way]);
  const { sum, max } = ofSpecials(scene);
  const isRow = direction === "to" && sources.length === 1;
  const hasMore = (isRow ? sum : max) > (weights[strongest] ?? 0);
  const runs = rankedRuns(scene, (hasMore ? mostOfWords : most)[way]);
  return hasMore && isRow ? [...runs, ...fillRuns(specials, { w: number(sum) })] : runs;
}

function rankedRuns(scene: Scene, mostTemplate: string): Run[] {
  const { words, weights, others, first, strongest } = scene;
  const { sentence } = words.model;
  const weightOf = (other: number) => number(weights[other] ?? 0);
  const own = weights[first] ?? 0;
  const most = weights[strongest] ?? 0;
  const tied = View.countEqual(weights) || !own ? [] : View.equalTo(weights, others, first);
  const name = (other: number): Slot => (isSelf(scene, other) ? words.readout.self : token(others[other]?.text ?? ""));
  const same = tied.length ? fillRuns(sentence.same, { ties: tiesOf(scene, tied, name) }) : [];
  if (most > own && !View.areEqual(most, own))
    return [...same, ...fillRuns(mostTemplate, { best: named(scene, strongest), w: weightOf(strongest) })];
  const isAmongBest = strongest === first || tied.includes(strongest);
  const next = isAmongBest ? View.strongest(weights, others, tied.length + 3) : [];
  const isWorthNaming = (weight: number) => weight >= leastNamed && !View.areEqual(weight, own);
  const [second, third] = next.filter((other) => isWorthNaming(weights[other] ?? 0));
  const { thenOne, thenTwo } = words.readout;
  if (second === undefined) return [...same, plain(sentence.end)];
  const values = { second: named(scene, second), w2: weightOf(second) };
  if (third === undefined) return [...same, ...fillRuns(thenOne, values)];
  return [...same, ...fillRuns(thenTwo, { ...values, third: name(third), w3: weightOf(third) })];
}

function tiesOf(scene: Scene, tied: readonly number[], name: (other: number) => Slot): Slot[] {
  const { readout, model } = scene.words;
  const before = tied[0] !== undefined && isSelf(scene, tied[0]) ? "" : readout.beforeToken;
  return [before, ...listed(tied, name, { ...readout, others: model.sentence.others })];
}

function beforeRuns({ told, words, weights, first }: Scene, before: number): Run[] {
  const { sentence } = words.model;
  const change = changesOf(told, sentence);
  const w0 = number(before);
  if (w0.text === formatWeight(weights[first] ?? 0)) return fillRuns(sentence.asBefore, { change });
  return fillRuns(sentence.before, { change, w0 });
}

function templatesFor(scene: Scene): Record<Direction, string> {
  const { together, reaches, itself, gives } = scene.words.model.sentence;
  if (scene.sources.length > 1) return together;
  if (isReach(scene)) return reaches;
  return isSelf(scene, scene.first) ? itself : gives;
}

function mainRuns(scene: Scene, pair: Pair): Run[] {
  const { told, direction, words, sources, from, weights, first } = scene;
  const { sentence } = words.model;
  const names = sources.map((index) => token(from[index]?.text ?? ""));
  const values = {
    place: placeOf(told, sentence),
    source: names,
    sources: joined(names, words.readout),
    first: named(scene, first),
    w1: number(weights[first] ?? 0, "strong"),
  };
  if (sources.length === 1 && View.isMasked(told.data, pair) && !weights[first])
    return fillRuns(sentence.masked[direction], values);
  const main = fillRuns(templatesFor(scene)[direction], values);
  const { data } = told;
  if (!data.before) return [...main, ...othersRuns(scene)];
  const before = View.shownWeights({ ...data, weights: data.before }, direction, sources);
  return [...main, ...beforeRuns(scene, before[first] ?? 0)];
}

/** What the reader should know about the tokens of the sentence. */
function remarks({ told, direction, sources, others, weights, first, words }: Scene): Run[] {
  const { queries, keys } = told.model;
  const { pieces, hidden, written, equal } = words.model.sentence;
  const nEqual = View.countEqual(weights);
  const [ofSources, ofOthers] = direction === "to" ? [queries, keys] : [keys, queries];
  const tokens = [...sources.map((index) => ofSources[index]), ofOthers[first]];
  const { hide } = told.state;
  const query = direction === "to" ? sources : [first];
  const ofModel = query.filter((index) => (queries[index]?.[0] ?? -1) >= told.firstTaken);
  const names = ofModel.map((index) => token(told.data.tokens[index]?.text ?? ""));
  return [
    ...(nEqual ? [plain(fill(equal, { all: countText(nEqual, others.length, words.model.sentence) }))] : []),
    ...(tokens.some((token) => (token?.length ?? 0) > 1) ? [plain(pieces)] : []),
    ...(names.length ? fillRuns(written, { tokens: joined(names, words.readout) }) : []),
    ...(hide === "none" ? [] : [plain(hidden[hide])]),
  ];
}

/** @param selection tokens whose weights are added up; with fewer than two the shown pair is spoken of */
export function modelReadout(
  told: Told,
  pair: Pair,
  direction: Direction,
  selection: readonly number[],
  words: Words,
): Run[] {
  const seen = View.outlook(told.data, pair, direction, selection);
  const other = View.otherOf(pair, direction);
  const [strongest = other] = View.strongest(seen.weights, seen.others, 1);
  const first = seen.sources.length > 1 ? strongest : other;
  const scene: Scene = { ...seen, told, direction, words, first, strongest };
  return [...mainRuns(scene, pair), ...remarks(scene)];
}

/** A transformer's part of the address: `model=e5-small&layer=8&headScale=4.0=0,7.8=0.5`. Pure. */
import { parsePicks } from "../../engine/combined-heads.ts";
import { formatHeadScale, parseHeadScale } from "../../engine/head-scale-text.ts";
import { attentionKinds, weightKinds } from "../../engine/model-types.ts";
import {
  blankModel,
  combinations,
  headSearches,
  hiddenTokens,
  modelViews,
  pairParts,
  plainSampling,
  type ModelState,
  type Sampling,
} from "./model-state.ts";

type Named = Exclude<keyof ModelState, "source">;

/** What a name's text means; null: nothing. */
const readers: { [K in Named]: (text: string) => ModelState[K] | null } = {
  weights: oneOf(weightKinds),
  truncate: yesOrNo,
  kind: oneOf(attentionKinds),
  layer: whole,
  headScale: parseHeadScale,
  search: oneOf(headSearches),
  combine: oneOf(combinations),
  picks: parsePicks,
  view: oneOf(modelViews),
  words: yesOrNo,
  hide: oneOf(hiddenTokens),
  part: oneOf(pairParts),
  taken: list(whole),
  sampling: readSampling,
};

const names = Object.keys(readers) as Named[];
export const isModelName = (name: string): name is Named | "model" =>
  name === "model" || (names as string[]).includes(name);

function oneOf<T extends string>(values: readonly T[]) {
  return (text: string): T | null => values.find((value) => value === text) ?? null;
}

function list<T>(read: (text: string) => T | null) {
  return (text: string): T[] | null => {
    const all = text.split(",").map((part) => read(part.trim()));
    return all.every((each) => each !== null) ? all : null;
  };
}

function yesOrNo(text: string): boolean | null {
  return text === "true" || text === "false" ? text === "true" : null;
}

function whole(text: string): number | null {
  return /^\d{1,7}$/.test(text) ? Number(text) : null;
}

const limits: Record<keyof Sampling, (value: number) => boolean> = {
  temperature: (value) => value >= 0 && value <= 100,
  topK: (value) => Number.isInteger(value) && value >= 0 && value <= 2 ** 24,
  topP: (value) => value > 0 && value <= 1,
  seed: (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32,
};
const samplingNames = Object.keys(limits) as (keyof Sampling)[];

/** "temperature:0.8,topK:40"; what is not named is plain. */
function readSampling(text: string): Sampling | null {
  const sampling = { ...plainSampling };
  for (const part of text.split(",")) {
    const [, named, number] = /^(\w+):(\d{1,10}(?:\.\d{1,10})?)$/.exec(part.trim()) ?? [];
    const name = samplingNames.find((each) => each === named);
    if (!name || !limits[name](Number(number))) return null;
    sampling[name] = Number(number);
  }
  return sampling;
}

/** The temperature always, so that a plain choice is a choice too. */
const formatSampling = (sampling: Sampling): string =>
  samplingNames
    .filter((name) => name === "temperature" || sampling[name] !== plainSampling[name])
    .map((name) => `${name}:${sampling[name]}`)
    .join(",");

/** The state with one name of the address read into it; null where the text cannot be read, or no model is named. */
export function withModelField(model: ModelState | null, name: Named | "model", text: string): ModelState | null {
  if (name === "model") return text ? { ...(model ?? blankModel), source: text } : null;
  const value = readers[name](text);
  return model && value !== null ? { ...model, [name]: value } : null;
}

const formatted = ({ headScale: scales, picks, taken, sampling, ...plain }: ModelState): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, String(value)])),
  headScale: formatHeadScale(scales),
  picks: picks.map(({ layer, head }) => `${layer}.${head}`).join(","),
  taken: taken.join(","),
  sampling: sampling ? formatSampling(sampling) : "",
});

/** [name, text] of what differs from the blank model; the model itself first. */
export function modelEntries(model: ModelState | null): [string, string][] {
  if (!model) return [];
  const [now, blank] = [formatted(model), formatted(blankModel)];
  const changed = names.filter((name) => now[name] !== blank[name]);
  return [["model", model.source], ...changed.map((name): [string, string] => [name, now[name] ?? ""])];
}

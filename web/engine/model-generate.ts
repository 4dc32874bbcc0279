/** Generation: sample, say so, step, again; whoever waits for the engine gets a turn between two tokens. */
import { badInput } from "./arguments.ts";
import { nextTask, throwIfAborted } from "./abort.ts";
import type { CoreModel } from "./core-model.ts";
import { continued, idsOf, requireGenerates, roomAfter, textAfter } from "./model-extend.ts";
import type { ModelPlan, ModelPlanned, ModelRecipe, PlainGenerateOptions } from "./model-protocol.ts";
import type { SampleRule } from "./model-request.ts";
import type { Held } from "./held-model.ts";
import type { NewToken, RunCost } from "./model-types.ts";
import { badOption } from "./options.ts";

export interface Sampling extends SampleRule {
  maxNewTokens: number;
  seed: number;
  ignoreEnd: boolean;
}

const isCount = (value: unknown, most: number) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;

/** @throws AttentionError `bad_option` */
export function checkRule({ temperature = 1, topK = 0, topP = 1 }: Partial<SampleRule>): SampleRule {
  if (!isCount(topK, 2 ** 24)) throw badOption("topK", topK, "a whole number from 0");
  if (typeof temperature !== "number" || !(temperature >= 0 && temperature <= 1e6))
    throw badOption("temperature", temperature, "a number from 0 to 1000000");
  if (typeof topP !== "number" || !(topP > 0 && topP <= 1)) throw badOption("topP", topP, "a number over 0, at most 1");
  return { temperature, topK, topP };
}

/** @throws AttentionError `bad_option` */
export function samplingOf(options: PlainGenerateOptions): Sampling {
  const { maxNewTokens = 40, seed = 1, ignoreEnd = false } = options;
  if (!isCount(maxNewTokens, 2 ** 20)) throw badOption("maxNewTokens", maxNewTokens, "a whole number from 0");
  if (!isCount(seed, 2 ** 32 - 1)) throw badOption("seed", seed, `a whole number from 0 to ${2 ** 32 - 1}`);
  if (typeof ignoreEnd !== "boolean") throw badInput("ignoreEnd", "true or false");
  return { ...checkRule(options), maxNewTokens, seed, ignoreEnd };
}

/** Each place of the text draws with a seed of its own, so that going on gives what one go would have given. */
function seedOf(seed: number, place: number): number {
  let mixed = Math.imul(seed ^ Math.imul(place + 1, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** How often is drawn again where an id must not come. */
const mostDraws = 100;

/**
 * Drawing again until an id may come gives each of the others the share that it has of what is left; where the rule leaves
 * (next to) none of them, the likeliest comes.
 */
function drawn(model: CoreModel, { seed, temperature, topK, topP }: Sampling, place: number, never: readonly number[]) {
  const nDraws = temperature === 0 ? 1 : mostDraws;
  for (let draw = 0; draw < nDraws; draw++) {
    const id = model.sample({ temperature, topK, topP, seed: seedOf(seed, place + draw * 2 ** 20) });
    if (!never.includes(id)) return id;
  }
  const { data, shape } = model.candidates(-1, never.length + 1, {});
  const [n = 0, width = 1] = shape;
  const ids = Array.from({ length: n }, (_, row) => data[row * width] ?? 0);
  return ids.find((id) => !never.includes(id)) ?? ids[0] ?? 0;
}

export interface Generation {
  ids: number[];
  text: string;
  planned: ModelPlanned;
}

type With = <T>(recipe: ModelRecipe, use: (model: CoreModel, cost: () => RunCost) => T) => Promise<T>;

/** @throws AttentionError `no_head`; AbortError */
export async function generate(
  held: Held,
  planned: ModelPlan,
  sampling: Sampling,
  {
    using,
    signal,
    onToken,
  }: { using: With; signal?: AbortSignal | undefined; onToken?: ((token: NewToken) => void) | undefined },
): Promise<Generation> {
  const { info, family } = held;
  requireGenerates(info);
  let { recipe } = planned;
  const before = idsOf(recipe);
  const room = roomAfter(info, recipe);
  const added = textAfter(held, recipe);
  const ids: number[] = [];
  const parts: string[] = [];
  let milliseconds = 0;
  while (ids.length < Math.min(sampling.maxNewTokens, room)) {
    const place = before.length + ids.length;
    const { firstId, neverIds } = family.facts;
    const forced = place === 1 ? firstId : null;
    const id = forced ?? (await using(recipe, (model) => drawn(model, sampling, place, neverIds)));
    recipe = { ...recipe, steps: [...recipe.steps, id] };
    milliseconds += (await using(recipe, (_, cost) => cost())).milliseconds;
    const text = added.push(id);
    ids.push(id);
    parts.push(text);
    onToken?.({ id, text, index: ids.length - 1 });
    if (!sampling.ignoreEnd && family.facts.endIds.includes(id)) break;
    await nextTask();
    throwIfAborted(signal);
  }
  const rest = added.end();
  if (parts.length > 0) parts[parts.length - 1] += rest;
  const cost = { ...(await using(recipe, (_, cost) => cost())), milliseconds, nTokens: ids.length };
  return { ids, text: parts.join(""), planned: { ...continued(held, planned, recipe, ids, parts), cost } };
}

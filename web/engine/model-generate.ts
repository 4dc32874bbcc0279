/** Generation: sample, say so, step, again; whoever waits for the engine gets a turn between two tokens. */
import type { ModelTokenizer } from "../text/model/index.ts";
import { badInput } from "./arguments.ts";
import { nextTask, throwIfAborted } from "./abort.ts";
import type { CoreModel } from "./core-model.ts";
import { AttentionError } from "./errors.ts";
import { tokensOf } from "./model-input.ts";
import type { ModelPlan, ModelPlanned, ModelRecipe, PlainGenerateOptions } from "./model-protocol.ts";
import type { Held } from "./model-store.ts";
import type { ModelToken, NewToken, RunCost } from "./model-types.ts";
import { badOption } from "./options.ts";

export interface Sampling {
  maxNewTokens: number;
  temperature: number;
  topK: number;
  topP: number;
  seed: number;
  ignoreEnd: boolean;
}

/** @throws AttentionError `bad_option` */
export function samplingOf(options: PlainGenerateOptions): Sampling {
  const { maxNewTokens = 40, temperature = 1, topK = 0, topP = 1, seed = 1, ignoreEnd = false } = options;
  const isCount = (value: unknown, most: number) =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
  if (!isCount(maxNewTokens, 2 ** 20)) throw badOption("maxNewTokens", maxNewTokens, "a whole number from 0");
  if (!isCount(topK, 2 ** 24)) throw badOption("topK", topK, "a whole number from 0");
  if (!isCount(seed, 2 ** 32 - 1)) throw badOption("seed", seed, `a whole number from 0 to ${2 ** 32 - 1}`);
  if (typeof temperature !== "number" || !(temperature >= 0 && temperature <= 1e6))
    throw badOption("temperature", temperature, "a number from 0 to 1000000");
  if (typeof topP !== "number" || !(topP > 0 && topP <= 1)) throw badOption("topP", topP, "a number over 0, at most 1");
  if (typeof ignoreEnd !== "boolean") throw badInput("ignoreEnd", "true or false");
  return { maxNewTokens, temperature, topK, topP, seed, ignoreEnd };
}

/** Each place of the text draws with a seed of its own, so that going on gives what one go would have given. */
function seedOf(seed: number, place: number): number {
  let mixed = Math.imul(seed ^ Math.imul(place + 1, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

/** What the tokens add to the text, one by one, after a beginning that is there already. */
function textAfter(tokenizer: ModelTokenizer | null, beginning: Iterable<number>) {
  const stream = tokenizer?.decodeStream();
  for (const id of beginning) stream?.push(id);
  return { push: (id: number) => stream?.push(id) ?? "", end: () => stream?.end() ?? "" };
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
  const { info, family, tokenizer } = held;
  if (!info.generates)
    throw new AttentionError("no_head", `${info.name} does not generate: it has no head for the next token.`, {
      name: info.name,
    });
  let { recipe } = planned;
  const start = recipe.decoderIds ?? recipe.ids;
  const before = [...start, ...recipe.steps];
  const room = info.maxTokens === null ? Infinity : info.maxTokens - before.length;
  const added = textAfter(tokenizer, before);
  const ids: number[] = [];
  const parts: string[] = [];
  let milliseconds = 0;
  while (ids.length < Math.min(sampling.maxNewTokens, room)) {
    const { temperature, topK, topP } = sampling;
    const seed = seedOf(sampling.seed, before.length + ids.length);
    const id = await using(recipe, (model) => model.sample({ temperature, topK, topP, seed }));
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

/** The run with the new tokens behind the others. */
function continued(held: Held, planned: ModelPlan, recipe: ModelRecipe, ids: number[], parts: string[]): ModelPlan {
  const { encoderDecoder } = held.info;
  const earlier = encoderDecoder ? planned.decoderTokens : planned.tokens;
  const lastWord = earlier.reduce((most, { word }) => Math.max(most, word ?? -1), -1);
  const isText = planned.text !== null && !encoderDecoder;
  const text = isText ? planned.text + parts.join("") : planned.text;
  const news = tokensOf(held, ids, lastWord + 1);
  const placed = isText ? placeAfter(planned.text ?? "", news, parts) : news;
  return {
    ...planned,
    recipe,
    text,
    ...(encoderDecoder ? { decoderTokens: [...earlier, ...placed] } : { tokens: [...earlier, ...placed] }),
  };
}

function placeAfter(text: string, tokens: ModelToken[], parts: readonly string[]): ModelToken[] {
  let at = text.length;
  return tokens.map((token, i) => {
    const length = parts[i]?.length ?? 0;
    const start = at;
    at += length;
    return length === 0 ? token : { ...token, start, end: at };
  });
}

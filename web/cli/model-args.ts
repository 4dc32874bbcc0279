/** The flags of `--model`: a transformer instead of word vectors. */
import { type CombinedHeads, combinations, type HeadPick, parsePicks } from "../engine/combined-heads.ts";
import { headScaleForm, parseHeadScale } from "../engine/head-scale-text.ts";
import { maxThreads } from "../engine/build-wish.ts";
import { parseOption } from "../engine/option-text.ts";
import {
  type AttentionKind,
  type HeadScale,
  type WeightKind,
  attentionKinds,
  weightKinds,
} from "../engine/model-types.ts";
import type { Mask, PlayOptions } from "../engine/options.ts";
import { flagOf, type PlayFlag } from "./flags.ts";
import { UsageError } from "./usage-error.ts";

export interface ModelCommand {
  kind: "model";
  model: string;
  /** null: read it from standard input. */
  text: string | null;
  pair: string | null;
  /** What an encoder–decoder's decoder has said so far. */
  decoderText: string | null;
  /** Cut a text that is too long. */
  truncate: boolean;
  weights: WeightKind;
  threads: number | "auto";
  attention: AttentionKind;
  layer: number | null;
  head: number | null;
  query: string | null;
  key: string | null;
  json: boolean;
  /** The table of all heads. */
  allHeads: boolean;
  headScale: HeadScale[];
  /** One head, or several as one. */
  heads: CombinedHeads;
  /** Ids of tokens that the model wrote after the text. */
  taken: number[];
  mask: Mask | null;
  /** Of sampling with `generate`, else of the attention. */
  temperature: number | null;
  /** New tokens; null: none are asked for. */
  generate: number | null;
  topK: number;
  topP: number;
  seed: number;
}

export const modelFlags = {
  model: { type: "string" },
  layer: { type: "string" },
  kind: { type: "string" },
  heads: { type: "boolean" },
  "head-scale": { type: "string" },
  combine: { type: "string" },
  picks: { type: "string" },
  taken: { type: "string" },
  generate: { type: "string" },
  weights: { type: "string" },
  threads: { type: "string" },
  "decoder-text": { type: "string" },
  truncate: { type: "boolean" },
} as const;

/** The options of play() that mean something for a transformer. */
const playNames: readonly (keyof PlayOptions)[] = ["pair", "mask", "temperature", "topK", "topP", "seed"];

export function count(flag: string, value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new UsageError(`--${flag} must be a whole number from 0, not "${value}".`);
  return Number(value);
}

function oneOf<T extends string>(flag: string, value: string, values: readonly T[]): T {
  const found = values.find((each) => each === value);
  if (found === undefined) throw new UsageError(`--${flag} must be ${values.join(", ")}, not "${value}".`);
  return found;
}

function readThreads(flag: string, value: string): number | "auto" {
  if (value === "auto") return value;
  const n = /^\d{1,2}$/.test(value) ? Number(value) : 0;
  if (n >= 1 && n <= maxThreads) return n;
  throw new UsageError(`--${flag} must be auto or a whole number from 1 to ${maxThreads}, not "${value}".`);
}

function readHeadScale(value: string): HeadScale[] {
  const scales = parseHeadScale(value);
  if (!scales) throw new UsageError(`--head-scale must be ${headScaleForm}, not "${value}".`);
  return scales;
}

function readPicks(value: string): HeadPick[] {
  const picks = parsePicks(value);
  if (!picks) throw new UsageError(`--picks must be LAYER.HEAD,… such as 4.0,7.8, not "${value}".`);
  return picks;
}

function readIds(flag: string, value: string): number[] {
  if (!/^\d{1,9}(,\d{1,9})*$/.test(value))
    throw new UsageError(`--${flag} must be ids such as 432,383, not "${value}".`);
  return value.split(",").map(Number);
}

function number(flag: string, value: string): number {
  const read = Number(value);
  if (value.trim() === "" || !Number.isFinite(read) || read < 0)
    throw new UsageError(`--${flag} must be a number from 0, not "${value}".`);
  return read;
}

/** Flags that would do nothing beside others, or without them. @throws UsageError */
function refuseTogether(own: ReadonlyMap<string, string | null>, play: ReadonlyMap<string, string>): void {
  const ofSome = ["query", "key", "layer", "head", "kind", "combine", "picks"].find((name) => own.has(name));
  if (own.has("heads") && ofSome !== undefined)
    throw new UsageError(`--heads is a table of all heads: leave out --${ofSome}, or --heads.`);
  if (own.has("tokens")) throw new UsageError("--tokens is for word vectors: a model splits the text itself.");
  const ofSampling = ["top-k", "top-p", "seed"].find((name) => play.has(name));
  if (ofSampling !== undefined && !own.has("generate"))
    throw new UsageError(`--${ofSampling} says how tokens are drawn: it needs --generate.`);
  if (own.has("truncate") && own.has("generate"))
    throw new UsageError(
      "--truncate fills all places that the model has, and --generate needs some: shorten the text.",
    );
  if (own.get("combine") === "rollout" && own.get("kind") === "cross")
    throw new UsageError("--combine rollout goes through one stack: leave out --kind cross, or --combine.");
}

/** @throws UsageError, AttentionError */
export function readModelCommand(
  model: string,
  text: string | null,
  own: ReadonlyMap<string, string | null>,
  given: readonly [flag: string, value: string | null][],
  flags: ReadonlyMap<string, PlayFlag>,
): ModelCommand {
  const play = new Map<string, string>();
  for (const [flag, value] of given) {
    const option = flags.get(flag)?.name;
    if (option === undefined) continue;
    if (!playNames.includes(option))
      throw new UsageError(
        `--${flag} is for word vectors; with --model there are --${playNames.map(flagOf).join(", --")}.`,
      );
    play.set(flag, value ?? "");
  }
  const flag = (name: string) => own.get(name) ?? null;
  const optional = <T>(name: string, read: (flag: string, value: string) => T, from = own): T | null => {
    const value = from.get(name);
    return value === undefined || value === null ? null : read(name, value);
  };
  refuseTogether(own, play);
  return {
    kind: "model",
    model,
    text,
    pair: play.get("pair") ?? null,
    decoderText: flag("decoder-text"),
    truncate: own.has("truncate"),
    weights: optional("weights", (name, value) => oneOf(name, value, weightKinds)) ?? "as-stored",
    threads: optional("threads", readThreads) ?? 1,
    attention: optional("kind", (name, value) => oneOf(name, value, attentionKinds)) ?? "self",
    layer: optional("layer", count),
    head: optional("head", count),
    query: flag("query"),
    key: flag("key"),
    json: own.has("json"),
    allHeads: own.has("heads"),
    heads: {
      combine: optional("combine", (name, value) => oneOf(name, value, combinations)) ?? "head",
      picks: optional("picks", (_, value) => readPicks(value)) ?? [],
    },
    taken: optional("taken", readIds) ?? [],
    headScale: optional("head-scale", (_, value) => readHeadScale(value)) ?? [],
    mask: optional("mask", (_, value) => parseOption("mask", value) as Mask, play),
    temperature: optional("temperature", number, play),
    generate: optional("generate", count),
    topK: optional("top-k", count, play) ?? 0,
    topP: optional("top-p", number, play) ?? 1,
    seed: optional("seed", count, play) ?? 1,
  };
}

/**
 * The options of play(), in one table: the API checks against it, the command makes flags from it, the widget attributes,
 * and the page its address and its formula.
 */
import { AttentionError } from "./errors.ts";

export const qkvKinds = ["offset", "identity", "projection"] as const;
export const scoreKinds = ["scaled_dot", "dot", "cosine", "euclidean", "gaussian", "additive", "general"] as const;
export const positionKinds = ["none", "sinusoidal", "rope", "alibi"] as const;
export const maskNames = ["none", "causal", "not_self", "a_to_b", "b_to_a"] as const;
export const normalizerKinds = ["softmax", "sparsemax", "entmax15", "top_k", "top_p"] as const;
export const overKinds = ["keys", "queries", "all"] as const;
export const segmenterKinds = ["vocabulary", "intl"] as const;

/** Who may see whom. i is the query's index, j the key's; where queries ≠ keys both count from the first token. */
export type Mask =
  | (typeof maskNames)[number]
  /** |i − j| ≤ window */
  | { window: number }
  /** |i − j| ≤ w and a multiple of step */
  | { dilated: [w: number, step: number] }
  /** causal, and the first n keys visible to all */
  | { prefix: number }
  /** these [i, j] are blocked; pairs outside the matrix block nothing */
  | { cells: [i: number, j: number][] };

type Vector = number[] | Float32Array | Float64Array;

/** "shared": one random vector for q, k and v. Or three given vectors of length d_model. */
export type Offsets = "separate" | "shared" | { q: Vector; k: Vector; v: Vector };

export interface PlayOptions {
  qkv: (typeof qkvKinds)[number];
  offsets: Offsets;
  /** Standard deviation of the random offsets, ≥ 0. */
  sigma: number;
  /** Seed of every random vector and matrix: an integer 0 … 2³² − 1. */
  seed: number;
  nHeads: number;
  score: (typeof scoreKinds)[number];
  /** Gaussian width h > 0; null = head_dim^¼. */
  bandwidth: number | null;
  position: (typeof positionKinds)[number];
  mask: Mask;
  normalizer: (typeof normalizerKinds)[number];
  /** τ > 0 */
  temperature: number;
  topK: number;
  /** 0 < topP ≤ 1 */
  topP: number;
  over: (typeof overKinds)[number];
  residual: boolean;
  against: string | string[] | null;
  pair: string | string[] | null;
  segmenter: (typeof segmenterKinds)[number];
  /** Punctuation tokens stay in the run. */
  punctuation: boolean;
  /** Name of own vectors; null = the bundled ones. */
  vectors: string | null;
}

export const defaults: Readonly<PlayOptions> = {
  qkv: "offset",
  offsets: "separate",
  sigma: 0.1,
  seed: 1,
  nHeads: 1,
  score: "scaled_dot",
  bandwidth: null,
  position: "none",
  mask: "none",
  normalizer: "softmax",
  temperature: 1,
  topK: 3,
  topP: 0.9,
  over: "keys",
  residual: false,
  against: null,
  pair: null,
  segmenter: "vocabulary",
  punctuation: true,
  vectors: null,
};

export type Kind =
  | { kind: "choice"; values: readonly string[] }
  | { kind: "number"; min: number; max: number; exclusiveMin?: boolean; integer?: boolean; nullable?: boolean }
  | { kind: "boolean" }
  | { kind: "mask" }
  | { kind: "offsets" }
  | { kind: "text" };

/** How each option is written and what it accepts. */
export const optionTable: Readonly<Record<keyof PlayOptions, Kind>> = {
  qkv: { kind: "choice", values: qkvKinds },
  offsets: { kind: "offsets" },
  sigma: { kind: "number", min: 0, max: 1e6 },
  seed: { kind: "number", min: 0, max: 2 ** 32 - 1, integer: true },
  nHeads: { kind: "number", min: 1, max: 4096, integer: true },
  score: { kind: "choice", values: scoreKinds },
  bandwidth: { kind: "number", min: 0, max: 1e6, exclusiveMin: true, nullable: true },
  position: { kind: "choice", values: positionKinds },
  mask: { kind: "mask" },
  normalizer: { kind: "choice", values: normalizerKinds },
  temperature: { kind: "number", min: 0, max: 1e6, exclusiveMin: true },
  topK: { kind: "number", min: 1, max: 4096, integer: true },
  topP: { kind: "number", min: 0, max: 1, exclusiveMin: true },
  over: { kind: "choice", values: overKinds },
  residual: { kind: "boolean" },
  against: { kind: "text" },
  pair: { kind: "text" },
  segmenter: { kind: "choice", values: segmenterKinds },
  punctuation: { kind: "boolean" },
  vectors: { kind: "text" },
};

export const optionNames = Object.keys(optionTable) as (keyof PlayOptions)[];

export const badOption = (name: string, got: unknown, wanted: string) =>
  new AttentionError("bad_option", `${name} must be ${wanted}, not ${show(got)}.`, { name, got: show(got), wanted });

const maxShown = 80;
function show(value: unknown): string {
  const text = typeof value === "object" || typeof value === "string" ? asJson(value) : String(value);
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}
function asJson(value: unknown): string {
  try {
    return String(JSON.stringify(value));
  } catch {
    return "an object that is no plain data";
  }
}
const isCount = (value: unknown, min = 0) => typeof value === "number" && Number.isInteger(value) && value >= min;
const isCountPair = (value: unknown): value is [number, number] =>
  Array.isArray(value) && value.length === 2 && isCount(value[0]) && isCount(value[1]);

const maskSyntax =
  '"none", "causal", "not_self", "a_to_b", "b_to_a", {window: w}, {dilated: [w, step]}, {prefix: n} or {cells: [[i, j], …]}';

export function checkMask(value: unknown): Mask {
  if (typeof value === "string" && (maskNames as readonly string[]).includes(value)) return value as Mask;
  if (value !== null && typeof value === "object" && Object.keys(value).length === 1) {
    if ("window" in value && isCount(value.window)) return value as Mask;
    if ("prefix" in value && isCount(value.prefix)) return value as Mask;
    if ("dilated" in value && isCountPair(value.dilated) && value.dilated[1] >= 1) return value as Mask;
    if ("cells" in value && Array.isArray(value.cells) && value.cells.every(isCountPair)) return value as Mask;
  }
  throw badOption("mask", value, maskSyntax);
}

/** Numbers as trace() gives them, or in a plain array; null where they are neither, or not finite. */
function toVector(value: unknown): number[] | null {
  if (!Array.isArray(value) && !(value instanceof Float32Array) && !(value instanceof Float64Array)) return null;
  const numbers: unknown[] = Array.from(value as ArrayLike<unknown>);
  return numbers.every((x): x is number => typeof x === "number" && Number.isFinite(x)) ? numbers : null;
}

function checkOffsets(value: unknown): Offsets {
  if (value === "separate" || value === "shared") return value;
  const given = value as { q?: unknown; k?: unknown; v?: unknown } | null;
  if (given !== null && typeof given === "object") {
    const [q, k, v] = [given.q, given.k, given.v].map(toVector);
    if (q && k && v) return { q, k, v };
  }
  throw badOption("offsets", value, '"separate", "shared" or {q, k, v} of finite numbers');
}

function checkNumber(name: string, value: unknown, kind: Extract<Kind, { kind: "number" }>): number | null {
  if (kind.nullable && value === null) return null;
  const range = kind.exclusiveMin ? `over ${kind.min}, at most ${kind.max}` : `from ${kind.min} to ${kind.max}`;
  const wanted = `${kind.integer ? "an integer" : "a number"} ${range}`;
  if (typeof value !== "number" || !Number.isFinite(value)) throw badOption(name, value, wanted);
  // The core computes in float32, where what is nearly nothing is nothing.
  if (value < kind.min || value > kind.max || (kind.exclusiveMin && Math.fround(value) === kind.min))
    throw badOption(name, value, wanted);
  if (kind.integer && !Number.isInteger(value)) throw badOption(name, value, wanted);
  return value;
}

/** Checks one option's value. @throws AttentionError `bad_option`, `unknown_option` */
export function checkOption(name: string, value: unknown): unknown {
  const kind = (optionTable as Record<string, Kind | undefined>)[name];
  if (!kind)
    throw new AttentionError("unknown_option", `There is no option "${name}"; there are ${optionNames.join(", ")}.`, {
      name,
      names: optionNames,
    });
  switch (kind.kind) {
    case "choice":
      if (typeof value !== "string" || !kind.values.includes(value))
        throw badOption(name, value, kind.values.map(show).join(", "));
      return value;
    case "number":
      return checkNumber(name, value, kind);
    case "boolean":
      if (typeof value !== "boolean") throw badOption(name, value, "true or false");
      return value;
    case "mask":
      return checkMask(value);
    case "offsets":
      return checkOffsets(value);
    case "text":
      if (
        value !== null &&
        typeof value !== "string" &&
        !(Array.isArray(value) && value.every((t) => typeof t === "string"))
      )
        throw badOption(name, value, "a text");
      return value;
  }
}

/** Fills in the defaults, checks everything, and takes a copy, so that the caller's objects may change. @throws AttentionError */
export function resolveOptions(given: Partial<PlayOptions>): PlayOptions {
  const out: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) out[name] = checkOption(name, value);
  }
  const options = out as unknown as PlayOptions;
  if (options.against !== null && options.pair !== null)
    throw new AttentionError("bad_option", "Give against or pair, not both.", { name: "pair" });
  if ((options.mask === "a_to_b" || options.mask === "b_to_a") && options.pair === null)
    throw new AttentionError("needs_pair", `mask "${options.mask}" needs a second text in pair.`, {
      mask: options.mask,
    });
  if (options.residual && options.against !== null)
    throw new AttentionError(
      "residual_against",
      "residual adds the query's own value, and with against a query has no value among the keys.",
    );
  return structuredClone(options);
}

/** Options that differ from the defaults, for addresses and JSON. */
export function changedOptions(options: PlayOptions): Partial<PlayOptions> {
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name as keyof PlayOptions]),
    ),
  );
}

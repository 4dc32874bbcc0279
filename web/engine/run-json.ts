/** Runs as plain JSON, both ways. Needs no engine, so that <attention-view> can draw a file without one. */
import { AttentionError } from "./errors.ts";
import { type PlayOptions, changedOptions } from "./options.ts";
import type { Attention, AttentionRun, ExplainedVectors, Explanation, RunJson, Token } from "./types.ts";

type JsonNumber = number | "-Infinity";

export function toRunJson(
  run: Pick<AttentionRun, "tokens" | "keyTokens" | "nLayers" | "nHeads"> & { options: PlayOptions },
  heads: readonly (Attention & { layer?: number; head?: number })[],
  text: string | null,
): RunJson {
  return {
    format: "attention-run",
    version: 1,
    ...(text !== null && { text }),
    options: changedOptions(run.options),
    tokens: run.tokens,
    ...(run.keyTokens !== run.tokens && { keyTokens: run.keyTokens }),
    nLayers: run.nLayers,
    nHeads: run.nHeads,
    heads: heads.map((attention, i) => ({
      layer: attention.layer ?? 0,
      head: attention.head ?? i,
      weights: Array.from(attention.weights, shortest),
      scores: Array.from(attention.scores, toJsonNumber),
      maskedScores: Array.from(attention.maskedScores, toJsonNumber),
    })),
  };
}

/** An explanation in the form of `RunJson.explanation`. */
export function toExplanationJson(explanation: Explanation): NonNullable<RunJson["explanation"]> {
  const { vectors, values, ...at } = explanation;
  return {
    ...at,
    vectors: mapValues<string, Float32Array, number[]>(vectors, (vector) => Array.from(vector, shortest)),
    values: mapValues(values, toJsonNumber),
  };
}

/** One head's numbers, as `AttentionRun.attention()` gives them. @throws AttentionError `bad_json` */
export function attentionOf(run: RunJson, at: { layer?: number; head?: number } = {}): Attention {
  const { layer = 0, head = 0 } = at;
  const found = run.heads.find((one) => one.layer === layer && one.head === head);
  if (!found) throw badJson(`heads holds no layer ${layer}, head ${head}`);
  return {
    nQueries: run.tokens.length,
    nKeys: (run.keyTokens ?? run.tokens).length,
    weights: Float32Array.from(found.weights),
    scores: Float32Array.from(found.scores, Number),
    maskedScores: Float32Array.from(found.maskedScores, Number),
  };
}

export function explanationOf({ explanation }: RunJson): Explanation | null {
  if (!explanation) return null;
  const vectors = mapValues(explanation.vectors, (vector) => Float32Array.from(vector)) as ExplainedVectors;
  return { ...explanation, vectors, values: mapValues(explanation.values, toFloat32) };
}

/** Reads a text or an object of that form. @throws AttentionError `bad_json` with the place that is wrong */
export function parseRunJson(source: unknown): RunJson {
  const value = typeof source === "string" ? parseText(source) : source;
  if (!isObject(value)) throw badJson("the whole must be an object");
  if (value.format !== "attention-run") throw badJson('format must be "attention-run"');
  if (value.version !== 1)
    throw badJson(`version must be 1, not ${JSON.stringify(value.version)}: it may come from a newer release`);
  const run = value as unknown as RunJson;
  if (run.text !== undefined && typeof run.text !== "string") throw badJson("text must be a string");
  if (!isObject(run.options)) throw badJson("options must be an object");
  checkTokens("tokens", run.tokens);
  if (run.keyTokens !== undefined) checkTokens("keyTokens", run.keyTokens);
  checkHeads(run);
  if (run.query !== undefined) checkIndex("query", run.query, run.tokens.length);
  if (run.key !== undefined) checkIndex("key", run.key, (run.keyTokens ?? run.tokens).length);
  if (run.explanation !== undefined) checkExplanation(run);
  return run;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badJson(error instanceof Error ? error.message : "it cannot be read");
  }
}

function checkTokens(name: string, tokens: unknown): void {
  if (!Array.isArray(tokens) || tokens.length === 0) throw badJson(`${name} must be a list that is not empty`);
  tokens.forEach((token: unknown, i) => {
    const isPlace = (value: unknown) => value === null || (typeof value === "number" && Number.isInteger(value));
    const isToken = (t: Record<string, unknown>): t is Record<keyof Token, unknown> =>
      typeof t.text === "string" && isPlace(t.start) && isPlace(t.end) && typeof t.known === "boolean";
    if (!isObject(token) || !isToken(token)) throw badJson(`${name}[${i}] must have text, start, end and known`);
  });
}

function checkHeads({ heads, nLayers, nHeads, tokens, keyTokens }: RunJson): void {
  if (!isCount(nLayers) || !isCount(nHeads)) throw badJson("nLayers and nHeads must be whole numbers from 1");
  if (!Array.isArray(heads) || heads.length === 0) throw badJson("heads must be a list that is not empty");
  const size = tokens.length * (keyTokens ?? tokens).length;
  heads.forEach((one: unknown, i) => {
    if (!isObject(one)) throw badJson(`heads[${i}] must be an object`);
    checkIndex(`heads[${i}].layer`, one.layer, nLayers);
    checkIndex(`heads[${i}].head`, one.head, nHeads);
    checkNumbers(`heads[${i}].weights`, one.weights, size, Number.isFinite);
    checkNumbers(`heads[${i}].scores`, one.scores, size, isJsonNumber);
    checkNumbers(`heads[${i}].maskedScores`, one.maskedScores, size, isJsonNumber);
  });
}

function checkExplanation({ explanation, nLayers, nHeads, tokens, keyTokens }: RunJson): void {
  const name = "explanation";
  if (!isObject(explanation)) throw badJson(`${name} must be an object`);
  checkIndex(`${name}.layer`, explanation.layer, nLayers);
  checkIndex(`${name}.head`, explanation.head, nHeads);
  checkIndex(`${name}.query`, explanation.query, tokens.length);
  checkIndex(`${name}.key`, explanation.key, (keyTokens ?? tokens).length);
  const { vectors, values } = explanation as Record<string, unknown>;
  if (!isObject(vectors)) throw badJson(`${name}.vectors must be an object`);
  for (const [key, vector] of Object.entries(vectors))
    checkNumbers(`${name}.vectors.${key}`, vector, null, Number.isFinite);
  if (!isObject(values) || !Object.values(values).every(isJsonNumber))
    throw badJson(`${name}.values must hold numbers`);
}

function checkNumbers(
  name: string,
  numbers: unknown,
  size: number | null,
  isNumber: (value: unknown) => boolean,
): void {
  if (!Array.isArray(numbers) || (size !== null && numbers.length !== size))
    throw badJson(`${name} must be a list of ${size ?? "some"} numbers`);
  const wrong = numbers.findIndex((value) => !isNumber(value));
  if (wrong >= 0) throw badJson(`${name}[${wrong}] is ${JSON.stringify(numbers[wrong])}, not a number`);
}

function checkIndex(name: string, value: unknown, count: number): void {
  if (!Number.isInteger(value) || (value as number) < 0 || (value as number) >= count)
    throw badJson(`${name} must be a whole number from 0 to ${count - 1}`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 1;
const isJsonNumber = (value: unknown) => value === "-Infinity" || Number.isFinite(value);

const toJsonNumber = (value: number): JsonNumber => (value === -Infinity ? "-Infinity" : shortest(value));

const toFloat32 = (value: JsonNumber) => Math.fround(Number(value));

/** The shortest decimal that is this float32 and no other. */
function shortest(value: number): number {
  for (const digits of [6, 7, 8]) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

function mapValues<K extends string, A, B>(record: Record<K, A>, map: (value: A) => B): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(record).map(([key, value]) => [key, map(value)])) as Record<K, B>;
}

const badJson = (problem: string) =>
  new AttentionError("bad_json", `This is not a run as JSON: ${problem}.`, { problem });

/** Reads a run's numbers out of the core that holds them. */
import { AttentionError } from "./errors.ts";
import type { Core } from "./core.ts";
import type { Recipe } from "./protocol.ts";
import { check } from "./status.ts";
import { type Attention, type Explanation, type Tensor, type TraceName, traceNames } from "./types.ts";

export function readAttention(core: Core, { queries, keys }: Recipe, head: number): Attention {
  check(core.attention(head));
  const nQueries = queries.length / 2;
  return {
    nQueries,
    nKeys: keys ? keys.length / 2 : nQueries,
    scores: core.result("scores"),
    maskedScores: core.result("maskedScores"),
    weights: core.result("weights"),
  };
}

export function readTrace(
  core: Core,
  { options }: Recipe,
  { name, head, ofKeys }: { name: TraceName; head: number | null; ofKeys: boolean },
): Tensor {
  const { qkv, position, score } = options;
  const chosen = `qkv "${qkv}", position "${position}" and score "${score}"`;
  const absent = { no_trace: `The run has no ${name} with ${chosen}.` };
  check(core.trace(traceNames.indexOf(name), head ?? -1, ofKeys), absent, { name });
  return { data: core.result("trace"), shape: core.tracedShape() };
}

export function readExplanation(core: Core, at: { head: number; query: number; key: number }): Explanation {
  check(core.explain(at.head, at.query, at.key));
  const { values, vectors } = core.explanation();
  if (!hasAllVectors(vectors)) throw new AttentionError("engine_crashed", "The explanation lacks a vector.");
  return { layer: 0, ...at, vectors, values };
}

const vectorNames = ["x_query", "x_key", "q", "k", "v", "terms", "weighted_value", "context", "residual", "output"];

const hasAllVectors = (vectors: Record<string, Float32Array>): vectors is Explanation["vectors"] =>
  vectorNames.every((name) => name in vectors);

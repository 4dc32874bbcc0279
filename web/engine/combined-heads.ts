/** What a picture shows of a run: a head, its weights times its values, or several heads as one. */
import type { Attention, Tensor } from "./types.ts";
import type { HeadPlace, ModelRun } from "./model-types.ts";

/** A head, its weights times the lengths of its values, or several heads as one. */
export const combinations = ["head", "value", "mean", "max", "rollout"] as const;
export type Combination = (typeof combinations)[number];

export interface HeadPick {
  layer: number;
  head: number;
}

export interface CombinedHeads {
  combine: Combination;
  /** The heads that "mean" and "max" are over; empty: all of the layer. */
  picks: readonly HeadPick[];
}

/** "4.0,7.8"; null for what is none. */
export function parsePicks(text: string): HeadPick[] | null {
  const picks = text.split(",").map((part) => {
    const [, layer, head] = /^(\d{1,4})\.(\d{1,4})$/.exec(part.trim()) ?? [];
    return layer === undefined ? null : { layer: Number(layer), head: Number(head) };
  });
  return picks.every((pick) => pick !== null) ? picks : null;
}

type Place = Required<HeadPlace>;
export type Combined = Attention & {
  /** Whether rows sum to 1. */
  over: "keys" | "none";
  /** These weights come from no scores. */
  scoreless?: true;
};

/** How many layers and heads a kind of attention has. */
export interface HeadCounts {
  nLayers: number;
  nHeads: number;
}

/** Rollout goes down one stack; what looks into another stack has none. */
export const combinationOf = ({ combine }: Pick<CombinedHeads, "combine">, kind: Place["kind"]): Combination =>
  combine === "rollout" && kind === "cross" ? "head" : combine;

/** The picked heads that the model has; all of the layer where none is picked. */
export function pickedHeads(picks: readonly HeadPick[], layer: number, { nLayers, nHeads }: HeadCounts): HeadPick[] {
  const there = picks.filter((pick) => pick.layer < nLayers && pick.head < nHeads);
  return there.length ? there : Array.from({ length: nHeads }, (_, head) => ({ layer, head }));
}

/** @throws AttentionError */
export async function combined(
  run: ModelRun,
  { combine, picks }: CombinedHeads,
  place: Place,
  counts: HeadCounts,
): Promise<Combined> {
  const { kind, layer } = place;
  switch (combinationOf({ combine }, kind)) {
    case "head":
      return { ...(await run.attention(place)), over: "keys" };
    case "value":
      return weighted(await run.attention(place), (await run.valueNorms(place)).data);
    case "rollout":
      return rolledOut(await run.rollout({ kind: kind === "decoder" ? kind : "self" }));
    case "mean":
    case "max": {
      const heads: Attention[] = [];
      for (const pick of pickedHeads(picks, layer, counts)) heads.push(await run.attention({ kind, ...pick }));
      return overHeads(heads, combine === "max" ? Math.max : (a, b) => a + b / heads.length, combine === "mean");
    }
  }
}

/** What of a row each length is: the lengths themselves are in units of a hidden state. */
function weighted({ nQueries, nKeys, maskedScores }: Attention, lengths: Float32Array): Combined {
  const weights = new Float32Array(lengths.length);
  for (let begin = 0; begin < lengths.length; begin += nKeys) {
    let total = 0;
    for (let key = begin; key < begin + nKeys; key++) total += lengths[key]!;
    if (total > 0) for (let key = begin; key < begin + nKeys; key++) weights[key] = lengths[key]! / total;
  }
  return { nQueries, nKeys, weights, ...onlyMasks(maskedScores), over: "keys" };
}

function rolledOut({ data, shape: [n = 0] }: Tensor): Combined {
  return { nQueries: n, nKeys: n, weights: data, ...onlyMasks(new Float32Array(data.length)), over: "keys" };
}

function overHeads(heads: readonly Attention[], add: (a: number, b: number) => number, sums: boolean): Combined {
  const { nQueries, nKeys } = heads[0]!;
  const weights = new Float32Array(nQueries * nKeys);
  const maskedScores = new Float32Array(weights.length).fill(-Infinity);
  for (const head of heads)
    for (let at = 0; at < weights.length; at++) {
      weights[at] = add(weights[at]!, head.weights[at]!);
      if (head.maskedScores[at]! > -Infinity) maskedScores[at] = 0;
    }
  return { nQueries, nKeys, weights, ...onlyMasks(maskedScores), over: sums ? "keys" : "none" };
}

/** These weights come from no scores; what is masked is still to be seen. */
const onlyMasks = (maskedScores: Float32Array) => ({
  scores: new Float32Array(maskedScores.length),
  maskedScores: maskedScores.map((score) => (score === -Infinity ? score : 0)),
  scoreless: true as const,
});

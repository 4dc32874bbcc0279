/** RoPE as config.json has it: rope_theta and rope_scaling (older), or rope_parameters (newer). */
import type { Rope } from "../model-description.ts";
import { type Config, leastRopeFactor } from "./config.ts";

/** Dynamic is default up to max_position_embeddings, and no run has more. */
const kinds = ["default", "linear", "dynamic", "llama3"] as const;

/** What older libraries stored of it. */
export const buffersOfRope = { inv_freq: null, cos_cached: null, sin_cached: null } as const;

/** @param nPositions what config.json gives as the most: of what the model was trained with, where that is not said */
function llama3From(part: Config, nPositions: number) {
  const lowFactor = part.positive("low_freq_factor");
  const highFactor = part.positive("high_freq_factor");
  if (highFactor <= lowFactor) throw part.fail("high_freq_factor", `more than low_freq_factor, ${lowFactor}`);
  const originalPositions = part.count("original_max_position_embeddings", nPositions);
  return {
    scaling: "llama3",
    factor: part.positive("factor", undefined, leastRopeFactor),
    lowFactor,
    highFactor,
    originalPositions,
  } as const;
}

interface Beside {
  theta: number;
  dims: number;
  nPositions: number;
}

/** One rope from an object with rope_type (or type) and its numbers; theta may stand beside it. */
function ropeFrom(part: Config | undefined, { theta, dims, nPositions }: Beside): Rope {
  if (!part) return { dims, theta };
  const name = part.has("rope_type") ? "rope_type" : "type";
  const kind = part.text(name, "default");
  const rope: Rope = { dims, theta: part.positive("rope_theta", theta, 1) };
  switch (kind) {
    case "default":
    case "dynamic":
      return rope;
    case "linear":
      return { ...rope, scaling: "linear", factor: part.positive("factor", undefined, leastRopeFactor) };
    case "llama3":
      return { ...rope, ...llama3From(part, nPositions) };
    default:
      throw part.fail(name, `one of ${kinds.join(", ")}`);
  }
}

const settings = (config: Config) => config.part("rope_scaling") ?? config.part("rope_parameters");

const pretrained = (config: Config, nPositions: number) => config.count("original_max_position_embeddings", nPositions);

/** @param defaults share: of a head's components that turn */
export function ropeOf(
  config: Config,
  headDim: number,
  nPositions: number,
  defaults: { theta: number; share?: number },
): Rope {
  const part = settings(config);
  const theta = config.positive("rotary_emb_base", config.positive("rope_theta", defaults.theta, 1), 1);
  const share = part?.has("partial_rotary_factor")
    ? part.positive("partial_rotary_factor")
    : config.positive("rotary_pct", config.positive("partial_rotary_factor", defaults.share ?? 1));
  const isPartial = defaults.share !== undefined;
  const dims = isPartial ? Math.trunc(headDim * share) : headDim;
  if (dims % 2 === 1 || dims < 2 || dims > headDim) {
    const expected = `such that an even number of ${headDim} components turns`;
    if (isPartial && part?.has("partial_rotary_factor")) throw part.fail("partial_rotary_factor", expected);
    throw config.fail(isPartial ? "rotary_pct" : "head_dim", expected);
  }
  return ropeFrom(part, { theta, dims, nPositions: pretrained(config, nPositions) });
}

/** Gemma's two: of layers that see everything, and of those with a window. */
export function gemmaRopes(config: Config, dims: number, nPositions: number): [Rope, Rope] {
  const ofAll = { theta: config.positive("rope_theta", 1_000_000, 1), dims, nPositions };
  const ofWindow = { ...ofAll, theta: config.positive("rope_local_base_freq", 10_000, 1) };
  const both = config.part("rope_parameters");
  const isSplit = both?.has("full_attention") || both?.has("sliding_attention");
  if (isSplit)
    return [ropeFrom(both?.part("full_attention"), ofAll), ropeFrom(both?.part("sliding_attention"), ofWindow)];
  return [ropeFrom(both ?? config.part("rope_scaling"), ofAll), ropeFrom(undefined, ofWindow)];
}

/** RoPE as config.json has it: rope_theta and rope_scaling (older), or rope_parameters (newer). */
import type { Rope } from "../model-description.ts";
import { type Config, leastRopeFactor } from "./config.ts";

const kinds = ["default", "linear", "llama3"] as const;

function llama3From(part: Config) {
  const lowFactor = part.positive("low_freq_factor");
  const highFactor = part.positive("high_freq_factor");
  if (highFactor <= lowFactor) throw part.fail("high_freq_factor", `more than low_freq_factor, ${lowFactor}`);
  const originalPositions = part.count("original_max_position_embeddings");
  return {
    scaling: "llama3",
    factor: part.positive("factor", undefined, leastRopeFactor),
    lowFactor,
    highFactor,
    originalPositions,
  } as const;
}

/** One rope from an object with rope_type (or type) and its numbers; theta may stand beside it. */
function ropeFrom(part: Config | undefined, theta: number, dims: number): Rope {
  if (!part) return { dims, theta };
  const name = part.has("rope_type") ? "rope_type" : "type";
  const kind = part.text(name, "default");
  const rope: Rope = { dims, theta: part.positive("rope_theta", theta, 1) };
  switch (kind) {
    case "default":
      return rope;
    case "linear":
      return { ...rope, scaling: "linear", factor: part.positive("factor", undefined, leastRopeFactor) };
    case "llama3":
      return { ...rope, ...llama3From(part) };
    default:
      throw part.fail(name, `one of ${kinds.join(", ")}`);
  }
}

const settings = (config: Config) => config.part("rope_parameters") ?? config.part("rope_scaling");

/** @param part share of a head's components that turn */
export function ropeOf(config: Config, headDim: number, defaults: { theta: number; share?: number }): Rope {
  const part = settings(config);
  const theta = config.positive("rope_theta", config.positive("rotary_emb_base", defaults.theta, 1), 1);
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
  return ropeFrom(part, theta, dims);
}

/** Gemma's two: of layers that see everything, and of those with a window. */
export function gemmaRopes(config: Config, headDim: number): [Rope, Rope] {
  const globalTheta = config.positive("rope_theta", 1_000_000, 1);
  const localTheta = config.positive("rope_local_base_freq", 10_000, 1);
  const both = config.part("rope_parameters");
  const isSplit = both?.has("full_attention") || both?.has("sliding_attention");
  if (isSplit)
    return [
      ropeFrom(both?.part("full_attention"), globalTheta, headDim),
      ropeFrom(both?.part("sliding_attention"), localTheta, headDim),
    ];
  return [ropeFrom(both ?? config.part("rope_scaling"), globalTheta, headDim), { dims: headDim, theta: localTheta }];
}

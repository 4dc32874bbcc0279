/** Which layers see only a window of the tokens before them. */
import type { Config } from "./config.ts";

export const layerTypes = ["full_attention", "sliding_attention"] as const;

/** `layer_types` if config.json has it, checked; else what the family makes of the layer's number. */
export function slidingLayers(config: Config, nLayers: number, isSliding: (layer: number) => boolean): boolean[] {
  const given = config.texts("layer_types");
  if (given === undefined) return Array.from({ length: nLayers }, (_, layer) => isSliding(layer));
  if (given.length !== nLayers) throw config.fail("layer_types", `a list of ${nLayers}, one for each layer`);
  if (!given.every((type) => (layerTypes as readonly string[]).includes(type)))
    throw config.fail("layer_types", `a list of ${layerTypes.join(" and ")}`);
  return given.map((type) => type === "sliding_attention");
}

/** A `sliding_window` of w is the query itself and w − 1 tokens before it. */
export const windowOf = (config: Config, fallback?: number): number => config.count("sliding_window", fallback) - 1;

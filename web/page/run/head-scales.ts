/** Which of the state's heads a model has. Pure. */
import type { HeadScale, ModelInfo } from "../../engine/model-types.ts";

type Sizes = Pick<ModelInfo, "nLayers" | "nHeads" | "decoder" | "encoderDecoder">;

/** A link, or the model shown before, may name heads that this one has not: they stay in the state and do nothing. */
export function scalesThere(scales: readonly HeadScale[], info: Sizes): readonly HeadScale[] {
  const isThere = ({ kind = "self", layer, head }: HeadScale) => {
    if (kind !== "self" && !info.encoderDecoder) return false;
    const { nLayers, nHeads } = kind === "self" ? info : (info.decoder ?? info);
    return layer < nLayers && head < nHeads;
  };
  return scales.every(isThere) ? scales : scales.filter(isThere);
}

/** What a model's description says of each kind of attention, for those who show its formula. */
import type { ModelDescription, PositionKind, StackDescription } from "./model-description.ts";
import type { AttentionInfo, AttentionKind, LayerAttention } from "./model-types.ts";

/** Positions that act inside attention do so among the tokens of one text only. */
const crossPosition = (position: PositionKind): PositionKind =>
  position === "rope" || position === "relative" ? "none" : position;

function layersOf(stack: StackDescription, isCross: boolean): LayerAttention[] {
  const { nLayers, headDim, attentionScale = 1 / Math.sqrt(headDim), ropes } = stack;
  return Array.from({ length: nLayers }, (_, index) => {
    const layer = stack.layers?.[index] ?? {};
    const rope = isCross ? undefined : ropes?.[layer.rope ?? 0];
    return {
      scale: layer.scale ?? attentionScale,
      window: isCross ? null : (layer.window ?? null),
      ...(rope && { rope: { dims: rope.dims, theta: rope.theta } }),
    };
  });
}

function infoOf(stack: StackDescription, kind: AttentionKind): AttentionInfo {
  const isCross = kind === "cross";
  const { positions, norm, normPlace, embeddingNorm, qkNorm = false, qkvBias, attentionSoftcap = null } = stack;
  return {
    position: isCross ? crossPosition(positions) : positions,
    causal: stack.causal && !isCross,
    norm,
    normPlace,
    embeddingNorm,
    qkNorm,
    bias: qkvBias,
    softcap: attentionSoftcap,
    layers: layersOf(stack, isCross),
  };
}

/** By kind, for the kinds that the model has. */
export function attentionOf({ encoder, decoder }: Pick<ModelDescription, "encoder" | "decoder">) {
  if (!encoder) return decoder ? { self: infoOf(decoder, "self") } : {};
  const self = infoOf(encoder, "self");
  return decoder ? { self, decoder: infoOf(decoder, "decoder"), cross: infoOf(decoder, "cross") } : { self };
}

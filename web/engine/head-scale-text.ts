/** Scaled heads as text, the same in a flag, an attribute and an address: `4.0=0,7.8=0.5`, `cross:1.0=0`. */
import { type HeadScale, attentionKinds } from "./model-types.ts";

/** How they are written. */
export const headScaleForm =
  "LAYER.HEAD=SCALE,… with scales from 0 to 2; before LAYER the kind where it is not self: cross:1.0=0";

/** Inverse of formatHeadScale; null for what cannot be read. */
export function parseHeadScale(text: string): HeadScale[] | null {
  const all = text.split(",").map((part) => parseOne(part.trim()));
  return all.every((one) => one !== null) ? all : null;
}

function parseOne(text: string): HeadScale | null {
  const [, name = "self", layer, head, scale] =
    /^(?:(\w+):)?(\d{1,4})\.(\d{1,4})=(\d+(?:\.\d+)?|\.\d+)$/.exec(text) ?? [];
  const kind = attentionKinds.find((kind) => kind === name);
  if (kind === undefined || scale === undefined || Number(scale) > 2) return null;
  const place = { layer: Number(layer), head: Number(head), scale: Number(scale) };
  return kind === "self" ? place : { ...place, kind };
}

export const formatHeadScale = (scales: readonly HeadScale[]): string =>
  scales
    .map(({ kind = "self", layer, head, scale }) => `${kind === "self" ? "" : `${kind}:`}${layer}.${head}=${scale}`)
    .join(",");

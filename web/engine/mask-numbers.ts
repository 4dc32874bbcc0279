/** Masks in the core's terms. */
import { type Mask, maskNames } from "./options.ts";
import type { PlayRequest } from "./wasm-session.ts";

/** After the named masks come those with numbers. */
export function maskNumbers(mask: Mask): Pick<PlayRequest, "mask" | "maskA" | "maskB"> {
  const after = maskNames.length;
  if (typeof mask === "string") return { mask: maskNames.indexOf(mask), maskA: 0, maskB: 1 };
  if ("window" in mask) return { mask: after, maskA: int32(mask.window), maskB: 1 };
  if ("dilated" in mask) return { mask: after + 1, maskA: int32(mask.dilated[0]), maskB: int32(mask.dilated[1]) };
  if ("prefix" in mask) return { mask: after + 2, maskA: int32(mask.prefix), maskB: 1 };
  return { mask: after + 3, maskA: 0, maskB: 1 };
}

/** Beyond the longest run all counts mean the same. */
const int32 = (count: number) => Math.min(count, 2 ** 31 - 1);

/** Where the heads lie in the grid: a row per layer, a column per head. Pure; CSS pixels. */
import type { HeadPick } from "../../state/model-state.ts";

export interface GridSize {
  nLayers: number;
  nHeads: number;
}

export interface GridFrame extends GridSize {
  /** From one head to the next, the gap included: a whole number of the screen's pixels. */
  step: number;
  gap: number;
  width: number;
  height: number;
  /** Every which number an axis has room for. */
  labelEvery: { layers: number; heads: number };
}

const tallest = 600;
const largestStep = 120;
/** Below it a pattern is no longer seen; wider grids scroll. */
const leastStep = 12;
const roomForLabel = { layers: 14, heads: 19 };

/** @param width room for the heads @param ratio the screen's pixels in a CSS pixel */
export function gridFrame({ nLayers, nHeads }: GridSize, width: number, ratio: number): GridFrame {
  const room = Math.min(largestStep, width / nHeads, tallest / nLayers);
  const step = Math.floor(Math.max(leastStep, room) * ratio) / ratio;
  return {
    ...{ nLayers, nHeads, step },
    gap: step < 20 ? 1 : 2,
    width: step * nHeads,
    height: step * nLayers,
    labelEvery: { layers: Math.ceil(roomForLabel.layers / step), heads: Math.ceil(roomForLabel.heads / step) },
  };
}

/** A head's picture, without the gap after it. */
export const boxOf = ({ step, gap }: GridFrame, { layer, head }: HeadPick) => ({
  x: head * step,
  y: layer * step,
  side: step - gap,
});

export function headAt({ step, nLayers, nHeads }: GridFrame, x: number, y: number): HeadPick | null {
  const [layer, head] = [Math.floor(y / step), Math.floor(x / step)];
  return layer >= 0 && layer < nLayers && head >= 0 && head < nHeads ? { layer, head } : null;
}

/** Cells to a pixel, so that no pair falls between two pixels. */
export const blockFor = (nTokens: number, pixels: number): number => Math.max(1, Math.ceil(nTokens / pixels));

type Steps = Record<string, (at: HeadPick, size: GridSize) => HeadPick>;

const keys: Steps = {
  ArrowLeft: ({ layer, head }) => ({ layer, head: head - 1 }),
  ArrowRight: ({ layer, head }) => ({ layer, head: head + 1 }),
  ArrowUp: ({ layer, head }) => ({ layer: layer - 1, head }),
  ArrowDown: ({ layer, head }) => ({ layer: layer + 1, head }),
  Home: ({ layer }) => ({ layer, head: 0 }),
  End: ({ layer }, { nHeads }) => ({ layer, head: nHeads - 1 }),
  PageUp: ({ head }) => ({ layer: 0, head }),
  PageDown: ({ head }, { nLayers }) => ({ layer: nLayers - 1, head }),
};

const within = (index: number, count: number) => Math.max(0, Math.min(count - 1, index));

/** Where a key leads; null if it is no key of the grid. */
export function walked(key: string, at: HeadPick, size: GridSize): HeadPick | null {
  const to = keys[key]?.(at, size);
  return to ? { layer: within(to.layer, size.nLayers), head: within(to.head, size.nHeads) } : null;
}

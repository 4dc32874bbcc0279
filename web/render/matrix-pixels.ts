/** A region of a matrix as RGBA bytes: one pixel per cell, or per block of cells when there are more cells than pixels. */
import type { Rgb } from "./colours.ts";

export interface Region {
  /** First and one past the last row and column. */
  rows: readonly [from: number, to: number];
  columns: readonly [from: number, to: number];
  /** A pixel shows the strongest of block × block cells, so that a single bright cell never gets lost. */
  block: number;
}

export interface PixelOptions {
  values: Float32Array;
  /** −Infinity where a cell is masked; null where masks do not show. */
  masks: Float32Array | null;
  nColumns: number;
  /** 256 RGBA entries. */
  table: Uint8ClampedArray;
  signed: boolean;
  /** The size that gets the last entry of the table. */
  max: number;
  masked: Rgb;
}

export const regionSize = ({ rows, columns, block }: Region) => ({
  width: Math.ceil((columns[1] - columns[0]) / block),
  height: Math.ceil((rows[1] - rows[0]) / block),
});

/** Index into the colour table: 0 … max to 0 … 255, or −max … max when signed. */
export function tableIndex(value: number, max: number, signed: boolean): number {
  const share = max > 0 ? value / max : 0;
  return Math.max(0, Math.min(255, Math.round((signed ? (share + 1) / 2 : share) * 255)));
}

export function regionPixels(region: Region, options: PixelOptions): Uint8ClampedArray<ArrayBuffer> {
  const { width, height } = regionSize(region);
  const pixels = new Uint8ClampedArray(width * height * 4);
  const { table, signed, max, masked } = options;
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4) {
      const value = strongestOf(region, options, x, y);
      if (value === -Infinity) pixels.set([...masked, 255], at);
      else {
        const entry = tableIndex(value, max, signed) * 4;
        for (let channel = 0; channel < 4; channel++) pixels[at + channel] = table[entry + channel]!;
      }
    }
  return pixels;
}

/** −Infinity where the whole block is masked. */
function strongestOf(
  { rows, columns, block }: Region,
  { values, masks, nColumns }: PixelOptions,
  x: number,
  y: number,
): number {
  const [top, left] = [rows[0] + y * block, columns[0] + x * block];
  const valueAt = (at: number) => (masks?.[at] === -Infinity ? -Infinity : values[at]!);
  if (block === 1) return valueAt(top * nColumns + left);
  const [bottom, right] = [Math.min(top + block, rows[1]), Math.min(left + block, columns[1])];
  let best = -Infinity;
  for (let row = top; row < bottom; row++)
    for (let column = left; column < right; column++) {
      const value = valueAt(row * nColumns + column);
      if (value !== -Infinity && (best === -Infinity || Math.abs(value) > Math.abs(best))) best = value;
    }
  return best;
}

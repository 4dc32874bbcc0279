/** Times, sizes and counts as people read them. Pure. */

/** Three digits at most: 0.4 ms, 16 ms, 940 ms, 1.2 s. What the clock cannot tell is not nothing. */
export function timeText(milliseconds: number): string {
  if (milliseconds < 0.05) return "<0.1 ms";
  if (milliseconds >= 999.5)
    return `${milliseconds < 9950 ? (milliseconds / 1000).toFixed(1) : digits(milliseconds / 1000)} s`;
  return `${digits(milliseconds)} ms`;
}

export const sizeText = (bytes: number): string =>
  bytes >= 999.5e6 ? `${digits(bytes / 1e9)} GB` : `${digits(bytes / 1e6)} MB`;

/** 260 K, 37 M, 1.2 B */
export function countText(count: number): string {
  if (count >= 999.5e6) return `${digits(count / 1e9)} B`;
  if (count >= 999.5e3) return `${digits(count / 1e6)} M`;
  return count >= 999.5 ? `${digits(count / 1e3)} K` : String(count);
}

const digits = (value: number): string => (value < 9.95 ? String(Number(value.toFixed(1))) : String(Math.round(value)));

/** Null where nothing was computed, or faster than the clock can tell. */
export const tokensPerSecond = (nTokens: number, milliseconds: number): number | null =>
  nTokens > 0 && milliseconds > 0 ? Math.round((1000 * nTokens) / milliseconds) : null;

/** Sizes and counts as people read them. Pure. */

const shown = (value: number) => (value < 9.95 ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(0));

/** Bytes: "38 MB", "1.4 GB". */
export const sizeText = (bytes: number) => (bytes < 999.5e6 ? `${shown(bytes / 1e6)} MB` : `${shown(bytes / 1e9)} GB`);

/** Parameters: "260 K", "37 M", "1.1 B". */
export function countText(count: number): string {
  if (count < 999.5e3) return `${shown(count / 1e3)} K`;
  return count < 999.5e6 ? `${shown(count / 1e6)} M` : `${shown(count / 1e9)} B`;
}

export const percentText = (part: number, whole: number) => `${Math.floor((100 * part) / whole)} %`;

/** How numbers are written. A minus is a true minus sign, never a hyphen. */
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Strip and prose: two decimals, exact zero is `0`, below 0.005 is `<.01`. */
export function formatWeight(weight: number): string {
  if (weight === 0) return "0";
  if (weight > 0 && weight < 0.005) return "<.01";
  return formatNumber(weight, 2);
}

/** A candidate's probability: as a weight, but one digit of what is small, as nearly all of a vocabulary is: 0.003, 0.0002. */
export function formatChance(chance: number): string {
  if (chance === 0 || chance >= 0.005) return formatWeight(chance);
  return chance < 0.0001 ? "<.0001" : String(Number(chance.toPrecision(1)));
}

/** In a text of more tokens, numbers that say nearly nothing hide those that say something. */
const mostNumbered = 40;

/** Under a token of a strip: as `formatWeight`, but of many tokens only those that get something, and those looked at. */
export const formatStripWeight = (weight: number, nTokens: number, isLookedAt: boolean): string =>
  nTokens > mostNumbered && !isLookedAt && weight < 0.005 ? "" : formatWeight(weight);

/** Smaller changes of a weight are left out. */
const leastChange = 0.015;

/** How much a weight changed, with its sign; "" where that is too little to say. */
export function formatChange(change: number): string {
  if (Math.abs(change) < leastChange) return "";
  return change > 0 ? `+${formatNumber(change)}` : formatNumber(change);
}

/** Steps and tooltip: four decimals. */
export function formatExactWeight(weight: number): string {
  if (weight === 0) return "0";
  if (weight > 0 && weight < 0.00005) return "<.0001";
  return formatNumber(weight, 4);
}

/**
 * The number inside a matrix cell, or null where there is no room for it:
 * all cells from 40 px, below that only the pinned row, below 24 px only what is at least 0.1, below 20 px none.
 */
export function formatCell(weight: number, cellPixels: number, inPinnedRow: boolean): string | null {
  if (cellPixels < 20 || (cellPixels < 40 && !inPinnedRow) || (cellPixels < 24 && weight < 0.095)) return null;
  if (cellPixels >= 36) return formatWeight(weight);
  if (weight === 0) return "0";
  return weight.toFixed(2).replace(/^0/, "");
}

/** Scores, sums and lengths: a fixed number of decimals; from 10⁴ on as 6.6×10⁷. */
export function formatNumber(value: number, decimals = 2): string {
  if (Number.isNaN(value)) return "NaN";
  const size = Math.abs(value);
  const digits = size === Infinity ? "∞" : size >= 1e4 ? powerOfTen(size) : size.toFixed(decimals);
  return value < 0 && /[1-9∞]/.test(digits) ? `−${digits}` : digits;
}

/** Like formatNumber, but small positive numbers keep two significant digits: 0.0012, 3.4×10⁻⁹. */
export function formatSignificant(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 0.1) return formatNumber(value, size < 10 ? 2 : 1);
  return (value < 0 ? "−" : "") + (size >= 1e-4 ? size.toPrecision(2) : powerOfTen(size));
}

/** The end of a scale: two decimals, and two significant digits where these would say little. */
export function formatLimit(limit: number): string {
  if (limit >= 100) return formatNumber(limit, 0);
  return limit < 0.1 ? formatSignificant(limit) : formatNumber(limit);
}

function powerOfTen(size: number): string {
  const [mantissa, exponent] = size.toExponential(1).split("e");
  const power = [...exponent!.replace("+", "")].map((c) => (c === "-" ? "⁻" : superscripts[Number(c)]));
  return `${mantissa}×10${power.join("")}`;
}

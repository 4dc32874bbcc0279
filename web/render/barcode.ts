/** Vectors as pictures: a barcode of signed shades, bars up and down from zero, and the shares of a row. */

/** One dimension's stripe; `t` is its place on the signed scale, −1 … 1. */
export interface Stripe {
  x: number;
  width: number;
  t: number;
}

export interface Bar extends Stripe {
  y: number;
  height: number;
}

/** The left and right edge of dimension `index` on whole pixels, with a gap between stripes where they are wide enough. */
function edges(index: number, count: number, width: number, gapFrom: number): { x: number; width: number } {
  const x = Math.round((index * width) / count);
  const next = Math.round(((index + 1) * width) / count);
  return { x, width: Math.max(1, next - x - (width / count > gapFrom ? 1 : 0)) };
}

export function barcode(values: Float32Array, max: number, width: number): Stripe[] {
  return Array.from(values, (value, index) => ({
    ...edges(index, values.length, width, 4),
    t: max > 0 ? Math.max(-1, Math.min(1, value / max)) : 0,
  }));
}

/** Where zero lies when bars from `low` to `high` fill the height. */
export interface BarScale {
  zero: number;
  perUnit: number;
}

/** The scale on which bars of all these vectors fit into the height. */
export function barScale(height: number, ...vectors: readonly Float32Array[]): BarScale {
  let [low, high] = [0, 0];
  for (const vector of vectors) {
    for (const value of vector) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const perUnit = high > low ? (height - 4) / (high - low) : 0;
  return { zero: 2 + perUnit * high, perUnit };
}

/** Bars of small terms stay visible in colour and size. */
export function signedBars(values: Float32Array, scale: BarScale, width: number): Bar[] {
  const most = largest(values);
  return Array.from(values, (value, index) => {
    const height = Math.max(value === 0 ? 0 : 0.75, Math.abs(value) * scale.perUnit);
    const t = most > 0 ? Math.sign(value) * (0.35 + (0.65 * Math.abs(value)) / most) : 0;
    return { ...edges(index, values.length, width, 2.5), t, y: value > 0 ? scale.zero - height : scale.zero, height };
  });
}

export function largest(...vectors: Float32Array[]): number {
  let most = 0;
  for (const vector of vectors) for (const value of vector) most = Math.max(most, Math.abs(value));
  return most;
}

export function largestIndex(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]!) > Math.abs(values[best]!)) best = i;
  return best;
}

/** Length of a vector, for its label only. */
export const lengthOf = (values: Float32Array): number => Math.hypot(...values);

export interface Segment {
  index: number;
  x: number;
  width: number;
}

/** The weights of a group side by side on a bar that stands for 1. */
export function shares(weights: Float32Array, width: number): Segment[] {
  let before = 0;
  return Array.from(weights, (weight, index) => {
    const x = before * width;
    before += weight;
    return { index, x, width: weight * width };
  }).filter((segment) => segment.width > 0);
}

/** Of shares that are less than a pixel wide the largest of each pixel, so that a thousand are no more to draw than pixels. */
export function drawnShares(segments: readonly Segment[]): Segment[] {
  const drawn: Segment[] = [];
  for (const segment of segments) {
    const last = drawn.at(-1);
    const isInSame = last && last.width < 1 && segment.width < 1 && Math.floor(last.x) === Math.floor(segment.x);
    if (!isInSame) drawn.push(segment);
    else if (segment.width > last.width) drawn[drawn.length - 1] = segment;
  }
  return drawn;
}

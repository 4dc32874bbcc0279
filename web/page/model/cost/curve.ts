/** A curve over the number of tokens, as numbers to draw: axes from 0, round ticks. Pure. */
export interface Point {
  x: number;
  y: number;
}

export interface Tick {
  value: number;
  at: number;
}

export interface Curve {
  /** Of an SVG path. */
  path: string;
  points: Point[];
  xTicks: Tick[];
  yTicks: Tick[];
}

/** The part of the picture that the curve has. */
export interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Round steps of 1, 2 or 5 times a power of ten, from 0 to at least the most. */
export function roundTicks(most: number, count: number): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? 10 * power;
  const n = Math.ceil((most / step) * 0.999);
  return Array.from({ length: n + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

/** Lengths double: ticks at quarters of the longest. */
const quarters = (most: number) => [0, 1, 2, 3, 4].map((i) => Math.round((i * most) / 4));

export function curveOf(values: readonly Point[], area: Area): Curve {
  const { left, right, top, bottom } = area;
  const longest = Math.max(1, ...values.map(({ x }) => x));
  const yValues = roundTicks(Math.max(0, ...values.map(({ y }) => y)), 4);
  const highest = yValues.at(-1) ?? 1;
  const xAt = (x: number) => left + ((right - left) * x) / longest;
  const yAt = (y: number) => bottom - ((bottom - top) * y) / highest;
  const points = values.map(({ x, y }) => ({ x: tenth(xAt(x)), y: tenth(yAt(y)) }));
  return {
    path: points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join(""),
    points,
    xTicks: quarters(longest).map((value) => ({ value, at: tenth(xAt(value)) })),
    yTicks: yValues.map((value) => ({ value, at: tenth(yAt(value)) })),
  };
}

const tenth = (value: number) => Math.round(value * 10) / 10;

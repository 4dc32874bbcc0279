/** Where the tokens of the lines stand: two columns, or two rows where the texts are written without blanks. */
import { isChinese } from "./token-text.ts";
import type { ViewToken } from "./view-data.ts";

export type LineSide = "query" | "key";

export interface LinesFrame {
  /** Two rows, the queries above; else two columns, the queries at the left. */
  lying: boolean;
  width: number;
  height: number;
  /** Where the lines begin and end, across the two. */
  from: number;
  to: number;
  /** Where each side begins along the two, and how far its tokens are from each other. */
  begin: Record<LineSide, number>;
  step: Record<LineSide, number>;
  count: Record<LineSide, number>;
  /** Whether labels of rows have room to be written horizontally. */
  flat: boolean;
}

export interface LinesInput {
  nQueries: number;
  nKeys: number;
  /** The longest label of a side, in pixels. */
  queryLabel: number;
  keyLabel: number;
  available: number;
  /** The longest that the two columns may be. */
  tallest: number;
  lying: boolean;
}

const margin = 4;
/** Between a label and its lines. */
export const labelGap = 8;
const largestStep = { standing: 25, lying: 64 };
/** Two rows that are closer than this read worse than two columns. */
const leastLying = 15;
const lyingArea = 190;

/** Chinese reads along rows; a long text has no room for it. */
export const liesDown = (tokens: readonly ViewToken[], available: number): boolean =>
  tokens.filter(({ text }) => isChinese(text)).length * 2 > tokens.filter(({ special }) => !special).length &&
  available / tokens.length >= leastLying;

export function linesFrame(input: LinesInput): LinesFrame {
  const { nQueries, nKeys, available, lying } = input;
  const count = { query: nQueries, key: nKeys };
  const most = Math.max(nQueries, nKeys);
  const step = lying
    ? Math.min(largestStep.lying, (available - 2 * margin) / most)
    : Math.min(largestStep.standing, input.tallest / most);
  const flat = Math.max(input.queryLabel, input.keyLabel) + labelGap <= step;
  const along = step * most + 2 * margin;
  const [near, far] = [band(input.queryLabel, lying && flat), band(input.keyLabel, lying && flat)];
  const across = lying ? near + lyingArea + far : available;
  const beginOf = (n: number) => margin + ((lying ? available - 2 * margin : step * most) - step * n) / 2;
  return {
    lying,
    flat,
    count,
    width: available,
    height: lying ? across : along,
    from: near,
    to: across - far,
    begin: { query: beginOf(nQueries), key: beginOf(nKeys) },
    step: { query: step, key: step },
  };
}

const band = (longest: number, flat: boolean) => (flat ? 26 : Math.ceil(longest) + labelGap + margin);

/** Where the lines of a token end. */
export function endOf(frame: LinesFrame, side: LineSide, index: number): [x: number, y: number] {
  const along = frame.begin[side] + (index + 0.5) * frame.step[side];
  const across = side === "query" ? frame.from : frame.to;
  return frame.lying ? [along, across] : [across, along];
}

/** The token of the half that the point lies in; null beyond the first and the last. */
export function tokenAt(frame: LinesFrame, x: number, y: number): { side: LineSide; index: number } | null {
  const [along, across] = frame.lying ? [x, y] : [y, x];
  if (across < 0 || across > (frame.lying ? frame.height : frame.width)) return null;
  const side = across < (frame.from + frame.to) / 2 ? "query" : "key";
  const index = Math.floor((along - frame.begin[side]) / frame.step[side]);
  return index >= 0 && index < frame.count[side] ? { side, index } : null;
}

/** Of tokens in the order of their importance those that can be written without touching. */
export function spaced(important: Iterable<number>, step: number, room: number): number[] {
  const apart = Math.ceil(room / step);
  const blocked = new Set<number>();
  const written: number[] = [];
  for (const index of important) {
    if (blocked.has(index)) continue;
    written.push(index);
    for (let near = index - apart + 1; near < index + apart; near++) blocked.add(near);
  }
  return written;
}

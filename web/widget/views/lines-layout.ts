/** Where the lines' tokens stand in the room there is, and their labels as they are written there. */
import { liesDown, linesFrame, type LinesFrame } from "../../render/lines-frame.ts";
import { longestLabel, shorten } from "../../render/matrix-frame.ts";
import type { ViewData, ViewToken } from "../../render/view-data.ts";
import { textWidth, visibleText } from "./text.ts";

export interface LinesLabels {
  queryLabels: string[];
  keyLabels: string[];
}

const tallest = 620;

export function layOutLines(
  { tokens, keyTokens, nQueries, nKeys }: ViewData,
  { width, fontFamily }: { width: number; fontFamily: string },
): { frame: LinesFrame; labels: LinesLabels } {
  const measure = (text: string) => textWidth(text, `600 13px ${fontFamily}`);
  const available = Math.max(160, width);
  const lying = liesDown(tokens, available);
  const room = Math.min(lying ? 80 : available * 0.27, longestLabel(available, Math.max(nQueries, nKeys)));
  const written = (list: readonly ViewToken[]) => list.map(({ text }) => shorten(visibleText(text), room, measure));
  const labels = { queryLabels: written(tokens), keyLabels: written(keyTokens) };
  const longest = (list: string[]) => Math.max(0, ...list.map(measure));
  const [queryLabel, keyLabel] = [longest(labels.queryLabels), longest(labels.keyLabels)];
  return { labels, frame: linesFrame({ nQueries, nKeys, queryLabel, keyLabel, available, tallest, lying }) };
}

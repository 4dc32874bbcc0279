/** Where the matrix's parts stand in the room there is, and its labels as they are written there. */
import * as Frame from "../../render/matrix-frame.ts";
import type { MatrixFrame } from "../../render/matrix-frame.ts";
import type { ViewData, ViewToken } from "../../render/view-data.ts";
import { textWidth, visibleText } from "./text.ts";

export interface MatrixLabels {
  rows: string[];
  columns: string[];
}

interface Room {
  width: number;
  /** The tallest the cells together may be, in pixels; 0: as many tokens need. */
  tallest: number;
  fontFamily: string;
}

const manyTokens = 24;
const roomy = 600;

export function layOut(
  { tokens, keyTokens, nQueries, nKeys }: ViewData,
  { width, tallest, fontFamily }: Room,
): { labels: MatrixLabels; frame: MatrixFrame } {
  const measure = (text: string) => textWidth(text, `600 ${Frame.labelFont}px ${fontFamily}`);
  const written = (list: readonly ViewToken[]) =>
    list.map(({ text }) => Frame.shorten(visibleText(text), Frame.longestLabel(width, list.length), measure));
  const labels = { rows: written(tokens), columns: written(keyTokens) };
  const frame = Frame.matrixFrame({
    ...{ nQueries, nKeys, available: Math.max(160, width) },
    rowLabels: labels.rows.map(measure),
    columnLabels: labels.columns.map(measure),
    tallest: tallest || (nQueries > manyTokens || width > roomy ? 480 : 340),
  });
  return { labels, frame };
}

/** What each of the steps stands for in the other views: the query's row, the key's column, or their cell. */
import { dimensionText, otherSpace, telling, type Dimension } from "./steps-dimension.ts";
import type { Explanation } from "../../engine/types.ts";
import type { WidgetStrings } from "../../i18n/widget.ts";
import type { Mark } from "../../render/view-data.ts";
import type { VectorRow } from "./steps-rows.ts";

const marks: Record<string, Mark> = {
  x_query: "query",
  q: "query",
  x_key: "key",
  k: "key",
  v: "key",
  terms: "pair",
  context: "query",
  residual: "query",
  output: "query",
  q_projected: "query",
  k_projected: "key",
  share_output: "query",
};

/** Of a row of vectors, by its name. */
export const markOfRow = (name: string): Mark => marks[name] ?? "pair";

/** Of what an event is about; null for what stands for nothing in particular. */
export function markOf(event: Event): Mark | null {
  const marked = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-mark]") : null;
  return (marked?.dataset["mark"] as Mark | undefined) ?? null;
}

/** Where one vector's slider stands, and what it says there. */
export interface DimensionSlider {
  index: number;
  count: number;
  text: string;
}

/** The place in a vector of the dimension followed; null where that is none of its own. */
export const placeOf = (row: VectorRow, at: Dimension | null, explanation: Explanation, qkv: string): number | null =>
  at && (at.space === row.space ? at.index : otherSpace(at, explanation, qkv));

/** The dimension followed, in the space of this vector; the first one where it has none there. */
export function sliderOf(
  row: VectorRow,
  at: Dimension | null,
  explanation: Explanation,
  options: { score: string; qkv: string },
  words: WidgetStrings,
): DimensionSlider {
  const index = placeOf(row, at ?? telling(explanation), explanation, options.qkv);
  const part = partOf(row.name);
  const here: Dimension = { space: row.space, index: index ?? 0, part };
  return { index: here.index, count: row.values.length, text: dimensionText(here, explanation, options, words) };
}

const mixing = new Set(["v", "context", "residual", "output", "share_output"]);
export const partOf = (name: string): Dimension["part"] => (mixing.has(name) ? "mix" : "match");

/** Where an arrow, Home, End or Page key moves to among `count` dimensions; null for any other key. */
export function movedBy(key: string, index: number, count: number): number | null {
  const to = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    PageDown: index - 10,
    PageUp: index + 10,
    Home: 0,
    End: count - 1,
  }[key];
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to));
}

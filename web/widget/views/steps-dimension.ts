/** One dimension followed through all the steps' vectors. */
import type { Explanation } from "../../engine/types.ts";
import type { WidgetStrings } from "../../i18n/widget.ts";
import { largestIndex } from "../../render/barcode.ts";
import { formatNumber, formatWeight } from "../../render/numbers.ts";

export interface Dimension {
  space: "model" | "head";
  index: number;
  /** Which calculation the pointer is on: how q meets k, or how the values mix. */
  part: "match" | "mix";
}

/** Offsets and identity slice x into heads, so that a head's dimension is one of x; a projection mixes them. */
export function otherSpace({ space, index }: Dimension, explanation: Explanation, qkv: string): number | null {
  if (qkv === "projection") return null;
  const headDim = explanation.vectors.q.length;
  const start = explanation.head * headDim;
  if (space === "head") return start + index;
  return index >= start && index < start + headDim ? index - start : null;
}

/** `dimension 55: −2.60 × −1.86 = 4.84` */
export function dimensionText(
  dimension: Dimension,
  explanation: Explanation,
  options: { score: string; qkv: string },
  { view }: WidgetStrings,
): string {
  const inHead = dimension.space === "head" ? dimension.index : otherSpace(dimension, explanation, options.qkv);
  const { vectors: at } = explanation;
  if (inHead === null) {
    const [query, key] = [at.x_query, at.x_key].map((x) => formatNumber(x[dimension.index] ?? 0));
    return `${view.dimension(dimension.index)}: ${query}, ${key}`;
  }
  const sentence =
    dimension.part === "mix" ? mixText(inHead, explanation, view) : matchText(inHead, explanation, options.score, view);
  return `${view.dimension(inHead)}: ${sentence}`;
}

function matchText(index: number, { vectors: at }: Explanation, score: string, view: WidgetStrings["view"]): string {
  const [q, k, term] = [at.q, at.k, at.terms].map((vector) => formatNumber(vector[index] ?? 0));
  if (score === "euclidean" || score === "gaussian") return `(${q} − ${k})² = ${term}`.replace("− −", "+ ");
  if (score === "additive" || score === "general") return view.termOf(term ?? "");
  return `${q} × ${k} = ${term}`;
}

function mixText(index: number, { vectors: at, values }: Explanation, view: WidgetStrings["view"]): string {
  const [v, part, whole] = [at.v, at.weighted_value, at.context].map((vector) => formatNumber(vector[index] ?? 0));
  return `${formatWeight(values["weight"] ?? 0)} × ${v} = ${view.partOf(part ?? "", whole ?? "")}`;
}

/** The dimension that matters most to the score. */
export const telling = (explanation: Explanation): Dimension => ({
  space: "head",
  index: largestIndex(explanation.vectors.terms),
  part: "match",
});

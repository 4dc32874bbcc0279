/** The rows of vectors in the steps: what each is called, drawn as, and scaled by. */
import { html, type TemplateResult } from "lit";
import type { Explanation } from "../../engine/types.ts";
import type { WidgetStrings } from "../../i18n/widget.ts";
import { largest, lengthOf } from "../../render/barcode.ts";
import { termsMath, type ChainOptions } from "../../render/chain.ts";
import { math, mi, mn, mo, row, type MathPart } from "../../render/mathml.ts";
import { formatNumber, formatWeight } from "../../render/numbers.ts";

export interface VectorRow {
  name: string;
  math: MathPart;
  /** What the row is, in words, and whose. */
  role: string;
  token: string;
  drawing: "barcode" | "bars" | "mixture";
  values: Float32Array;
  /** In a mixture: the part that this pair contributes. */
  part?: Float32Array;
  /** The size that gets the last shade; rows that are compared share it. */
  max: number;
  /** Whether its dimensions are those of x or of one head. */
  space: "model" | "head";
  note: string;
}

export interface RowGroups {
  match: VectorRow[];
  mix: VectorRow[];
}

interface Names {
  query: string;
  key: string;
}

/** A little over the top, so that most stripes show a shade. */
const headroom = 0.8;

export function vectorRows(
  explanation: Explanation,
  options: ChainOptions,
  names: Names,
  { view }: WidgetStrings,
): RowGroups {
  const { vectors: at, values } = explanation;
  const maxX = largest(at.x_query, at.x_key) * headroom;
  const maxQ = largest(at.q, at.k) * headroom;
  const length = (vector: Float32Array) => view.length(formatNumber(lengthOf(vector)));
  const barcode = (
    name: string,
    symbol: MathPart,
    role: string,
    token: string,
    vector: Float32Array,
    max: number,
  ): VectorRow => ({
    ...{ name, math: symbol, role, token, values: vector, max, drawing: "barcode" },
    space: name.startsWith("x") ? "model" : "head",
    note: length(vector),
  });
  const kind = { euclidean: "square", gaussian: "square", additive: "additive" }[options.score] ?? "product";
  const terms: VectorRow = {
    ...{ name: "terms", math: termsMath(options.score), role: view.terms[kind as keyof typeof view.terms], token: "" },
    ...{ drawing: "bars", values: at.terms, max: largest(at.terms), space: "head" },
    note: `Σ ${formatNumber(values["sum"] ?? 0)}`,
  };
  return {
    match: [
      barcode("x_query", mi("x"), view.embedding, names.query, at.x_query, maxX),
      barcode("q", mi("q"), view.queryOf, names.query, at.q, maxQ),
      barcode("x_key", mi("x"), view.embedding, names.key, at.x_key, maxX),
      barcode("k", mi("k"), view.keyOf, names.key, at.k, maxQ),
      terms,
    ],
    mix: mixRows(explanation, names, view, barcode),
  };
}

type MakeRow = (
  name: string,
  symbol: MathPart,
  role: string,
  token: string,
  vector: Float32Array,
  max: number,
) => VectorRow;

function mixRows(
  { vectors: at, values }: Explanation,
  names: Names,
  view: WidgetStrings["view"],
  barcode: MakeRow,
): VectorRow[] {
  const max = largest(at.v, at.output, at.residual) * headroom;
  const weight = mn(formatWeight(values["weight"] ?? 0));
  const mixture: VectorRow = {
    ...barcode("context", row(mo("Σ"), mi("w"), mo("·"), mi("v")), view.mixture, names.query, at.context, max),
    drawing: "mixture",
    part: at.weighted_value,
  };
  const rows = [
    barcode("v", mi("v"), view.valueOf, names.key, at.v, max),
    barcode("weighted_value", row(weight, mo("·"), mi("v")), view.weightedValue, names.key, at.weighted_value, max),
    mixture,
  ];
  if (at.residual.length === 0) return rows;
  return [
    ...rows,
    barcode("residual", mi("v"), view.residual, names.query, at.residual, max),
    barcode(
      "output",
      row(mo("Σ"), mi("w"), mo("·"), mi("v"), mo("+"), mi("v")),
      view.output,
      names.query,
      at.output,
      max,
    ),
  ];
}

export const rowTemplate = (row: VectorRow): TemplateResult =>
  html`<div class="row ${row.drawing} ${row.name}" data-name=${row.name} data-space=${row.space}>
    <span class="label"
      >${math(row.math)}<span class="role">${row.role}</span><span class="token">${row.token}</span></span
    >
    <span class="bar"><canvas aria-hidden="true"></canvas><i class="hair" hidden></i></span>
    <span class="note">${row.note}</span>
  </div>`;

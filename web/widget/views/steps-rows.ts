/** The rows of vectors in the steps: what each is called, drawn as, and scaled by. */
import { html, nothing, type TemplateResult } from "lit";
import type { Norm } from "../../engine/model-description.ts";
import type { Explanation } from "../../engine/types.ts";
import type { WidgetStrings } from "../../i18n/widget.ts";
import { largest, lengthOf } from "../../render/barcode.ts";
import { termsMath, type ChainOptions } from "../../render/chain.ts";
import { math, mi, mn, mo, row as inRow, sub, upright, type MathPart } from "../../render/mathml.ts";
import { formatNumber, formatWeight } from "../../render/numbers.ts";
import { markOfRow, type DimensionSlider } from "./steps-links.ts";

interface RowLabel {
  math: MathPart;
  /** What it is, in words, and whose. */
  role: string;
  token: string;
  note: string;
  /** How it looks where two things share a picture. */
  swatch?: "pale" | "solid";
}

export interface VectorRow {
  name: string;
  labels: RowLabel[];
  drawing: "barcode" | "bars" | "mixture";
  values: Float32Array;
  /** In a mixture: the part that this pair contributes. */
  part?: Float32Array;
  /** The size that gets the last shade; rows that are compared share it. */
  max: number;
  /** Whether its dimensions are those of x or of one head. */
  space: "model" | "head";
}

export interface RowGroups {
  match: VectorRow[];
  mix: VectorRow[];
}

/** Whose numbers they are. */
export interface StepsOf {
  query: string;
  key: string;
  /** Of a transformer's head rather than of word vectors. */
  model: boolean;
}

type Words = WidgetStrings["view"];

/** A little over the top, so that most stripes show a shade. */
const headroom = 0.8;
const weightedSum = [mo("Σ"), mi("w"), mo("·"), mi("v")];

const length = (vector: Float32Array, view: Words) => view.length(formatNumber(lengthOf(vector)));

/** x as the projections take it. */
const normed = (norm: Norm | null): MathPart =>
  norm === null ? mi("x") : inRow(upright(norm === "layer" ? "LN" : "RMS"), mo("("), mi("x"), mo(")"));

export function vectorRows(explanation: Explanation, options: ChainOptions, of: StepsOf, view: Words): RowGroups {
  const { vectors: at } = explanation;
  const none = new Float32Array();
  const { q_projected: q = none, k_projected: k = none } = at;
  const maxX = largest(at.x_query, at.x_key) * headroom;
  const maxQ = largest(at.q, at.k, q, k) * headroom;
  const row = (name: string, symbol: MathPart, role: string, token: string, values: Float32Array, max: number) =>
    barcodeRow(name, { math: symbol, role, token, note: length(values, view) }, values, max);
  const x = of.model ? view.hiddenState : view.embedding;
  const projected = (side: "query" | "key", role: "q" | "k", values: Float32Array) => {
    const symbol = inRow(sub(mi("W"), mi(role)), normed(explanation.norms?.[side] ?? null));
    return values.length ? [row(`${role}_projected`, symbol, view.projected, of[side], values, maxQ)] : [];
  };
  return {
    match: [
      row("x_query", mi("x"), x, of.query, at.x_query, maxX),
      ...projected("query", "q", q),
      row("q", mi("q"), view.queryOf, of.query, at.q, maxQ),
      row("x_key", mi("x"), x, of.key, at.x_key, maxX),
      ...projected("key", "k", k),
      row("k", mi("k"), view.keyOf, of.key, at.k, maxQ),
      termsRow(explanation, options.score, view),
    ],
    mix: mixRows(explanation, of, view),
  };
}

function barcodeRow(name: string, label: RowLabel, values: Float32Array, max: number): VectorRow {
  const space = name.startsWith("x") || name === "share_output" ? "model" : "head";
  return { name, labels: [label], drawing: "barcode", values, max, space };
}

function termsRow({ vectors, values }: Explanation, score: string, view: Words): VectorRow {
  const isSquare = score === "euclidean" || score === "gaussian";
  const role = view.terms[isSquare ? "square" : score === "additive" ? "additive" : "product"];
  // The matrices of these two are random, and nobody should take them for learned ones.
  const token = score === "additive" || score === "general" ? view.untrained : "";
  const label = { math: termsMath(score), role, token, note: `Σ ${formatNumber(values["sum"] ?? 0)}` };
  const { terms } = vectors;
  return { name: "terms", labels: [label], drawing: "bars", values: terms, max: largest(terms), space: "head" };
}

function mixRows({ vectors: at, values }: Explanation, { query, key, model }: StepsOf, view: Words): VectorRow[] {
  const max = (model ? largest(at.v, at.context) : largest(at.v, at.output, at.residual)) * headroom;
  const label = (symbol: MathPart, role: string, token: string, vector: Float32Array) => ({
    ...{ math: symbol, role, token, note: length(vector, view) },
  });
  const weight = mn(formatWeight(values["weight"] ?? 0));
  const { head_scale: scale = 1 } = values;
  const scaled = scale === 1 ? weightedSum : [mn(scale), mo("·"), ...weightedSum];
  const mixture: VectorRow = {
    name: "context",
    labels: [
      { ...label(inRow(...scaled), view.mixture, query, at.context), swatch: "pale" },
      { ...label(inRow(weight, mo("·"), mi("v")), view.weightedValue, key, at.weighted_value), swatch: "solid" },
    ],
    ...{ drawing: "mixture", values: at.context, part: at.weighted_value, max, space: "head" },
  };
  const rows = [barcodeRow("v", label(mi("v"), view.valueOf, key, at.v), at.v, max), mixture];
  if (model) {
    const share = label(inRow(sub(mi("W"), mi("o")), ...weightedSum), view.headShare, query, at.output);
    return [...rows, barcodeRow("share_output", share, at.output, largest(at.output) * headroom)];
  }
  if (at.residual.length === 0) return rows;
  const output = inRow(...weightedSum, mo("+"), mi("v"));
  return [
    ...rows,
    barcodeRow("residual", label(mi("v"), view.residual, query, at.residual), at.residual, max),
    barcodeRow("output", label(output, view.output, query, at.output), at.output, max),
  ];
}

/** A vector's row. Its picture is a slider along the dimensions, so that every number can be had without a pointer. */
export const rowTemplate = (
  { name, labels, drawing }: VectorRow,
  slider: DimensionSlider,
  isStop: boolean,
): TemplateResult =>
  html`<div class="row ${drawing} ${name}" data-name=${name} data-mark=${markOfRow(name)}>
    <span class="labels">
      ${labels.map(
        ({ math: symbol, role, token, swatch }) =>
          html`<span class="label"
            ><span class="symbol">${math(symbol)}</span
            ><span class="role">${role}</span>${swatch ? html`<i class="swatch ${swatch}"></i>` : nothing}
            <span class="token">${token}</span></span
          >`,
      )}
    </span>
    <span
      class="bar"
      role="slider"
      tabindex=${isStop ? 0 : -1}
      aria-label=${labels.map(({ role, token }) => `${role} ${token}`.trim()).join(", ")}
      aria-valuemin="0"
      aria-valuemax=${slider.count - 1}
      aria-valuenow=${slider.index}
      aria-valuetext=${slider.text}
      ><canvas aria-hidden="true"></canvas><i class="hair" hidden></i
    ></span>
    <span class="notes">${labels.map(({ note }) => html`<span class="note">${note}</span>`)}</span>
  </div>`;

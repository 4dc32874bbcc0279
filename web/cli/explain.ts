/** The numbers between one query and one key, as lines for people. */
import type { Explanation } from "../engine/types.ts";
import type { Style } from "./style.ts";
import { largestOf } from "./table.ts";
import { fit } from "./width.ts";

/** What each scalar of an explanation is, in the order of the calculation. */
const meanings: Record<string, string> = {
  sum: "Σ of the terms",
  q_norm: "‖q‖",
  k_norm: "‖k‖",
  scale: "what the sum is multiplied by",
  similarity: "score before the position's bias",
  softcap: "the model's cap c: c · tanh(that / c)",
  bias: "the position's bias",
  score: "score",
  mask: "mask",
  masked_score: "score after the mask",
  temperature: "temperature τ",
  scaled_score: "masked score / τ",
  max: "largest of the group that sums to 1",
  exp: "e^(scaled score − max)",
  total: "Σ of these over the group",
  threshold: "threshold κ",
  kept: "kept (1) or left out (0)",
  weight: "weight",
  head_scale: "what the head's output is multiplied by",
};

const nameWidth = 14;
const shownTerms = 5;

/** A number for reading: six significant digits, a true minus sign. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

function termLines({ vectors: { q, k, terms } }: Explanation): string[] {
  const sizes = terms.map(Math.abs);
  return largestOf(sizes, shownTerms).map(
    (d) =>
      `  ${fit(`dimension ${d}`, nameWidth)}  q ${number(q[d] ?? 0)}, k ${number(k[d] ?? 0)}: ${number(terms[d] ?? 0)}`,
  );
}

/** The chain from the terms to the weight; absent names do not apply to the chosen options. */
export function explanationLines(explanation: Explanation, query: string, key: string, style: Style): string[] {
  const chain = Object.entries(explanation.values).map(([name, value]) =>
    `  ${fit(name, nameWidth)}  ${number(value).padStart(12)}  ${style.faint(meanings[name] ?? "")}`.trimEnd(),
  );
  return [
    style.strong(`Why ${query} attends to ${key}`),
    ...chain,
    style.strong(`Largest terms of ${explanation.vectors.terms.length}`),
    ...termLines(explanation),
  ];
}

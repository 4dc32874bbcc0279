/** The chain from the sum of a pair's terms to its weight, as numbers with the operation that leads to each. */
import { formatExactWeight, formatNumber, formatSignificant } from "./numbers.ts";
import { mi, mn, mo, mtext, root, row, sub, subsup, sup, upright, type MathPart } from "./mathml.ts";

export interface ChainOptions {
  score: string;
  normalizer: string;
  topK: number;
  topP: number;
}

export type ChainName = "sum" | "similarity" | "score" | "masked" | "scaled" | "kept" | "exp" | "weight";

export interface ChainNumber {
  name: ChainName;
  /** What leads here from the number before; null at the start. */
  operation: MathPart | null;
  value: number;
  text: string;
  /** Changes nothing here, such as a mask that lets the pair pass. */
  idle: boolean;
}

type Values = Readonly<Record<string, number>>;
const number = (value: number) => mn(formatNumber(value));

/** Names that the engine left out do not apply and make no step. */
export function chain(values: Values, options: ChainOptions): ChainNumber[] {
  return [...similarityPart(values, options), ...maskPart(values), ...normalizerPart(values, options)];
}

function step(name: ChainName, operation: MathPart | null, value: number, idle = false): ChainNumber {
  const format = name === "weight" ? formatExactWeight : name === "exp" ? formatSignificant : formatNumber;
  return { name, operation, value, idle, text: name === "kept" ? (value ? "✓" : "✗") : format(value) };
}

function similarityPart(values: Values, { score }: ChainOptions): ChainNumber[] {
  const { sum = 0, similarity = 0, bias, softcap } = values;
  const steps = [step("sum", null, sum)];
  const named = bias === undefined && softcap === undefined ? "score" : "similarity";
  const operation = scaleOperation(values, score);
  if (operation) steps.push(step(named, operation, similarity));
  if (softcap !== undefined) steps.push(step("score", capOperation(softcap), values["score"] ?? 0));
  if (bias !== undefined) steps.push(step("score", row(...signed(bias)), values["score"] ?? similarity + bias));
  return steps;
}

/** How each score gets from the sum of its terms to a similarity; null where they are the same. */
function scaleOperation(values: Values, score: string): MathPart | null {
  const { scale = 1, q_norm: q = 0, k_norm: k = 0 } = values;
  if (score === "scaled_dot") return scaling(scale);
  if (score === "cosine") return row(mo("÷"), mo("("), number(q), mo("×"), number(k), mo(")"));
  if (score === "euclidean") return row(mo("−"), root(mtext("\u2002")));
  if (score === "gaussian") return row(mo("÷"), mo("−"), number(-1 / scale));
  return null;
}

/** ÷ √32, or × 0.1 where that is no root of a whole number; nothing where there is no scale. */
function scaling(scale: number): MathPart | null {
  if (scale === 1) return null;
  const under = wholeUnderRoot(scale);
  return under === null ? row(mo("×"), mn(formatSignificant(scale))) : row(mo("÷"), root(mn(under)));
}

/** The n of a scale of 1/√n; null where it is not whole. */
export function wholeUnderRoot(scale: number): number | null {
  const under = Math.round(1 / scale ** 2);
  return under > 1 && Math.abs(under * scale ** 2 - 1) < 1e-5 ? under : null;
}

/** c · tanh(s/c) */
const capOperation = (cap: number): MathPart =>
  row(mn(cap), upright("tanh"), mo("("), mi("s"), mo("/"), mn(cap), mo(")"));

/** As a second summand, so that the sign gets its space. */
const signed = (value: number): [MathPart, MathPart] => [
  mo(value < 0 ? "−" : "+"),
  mn(formatSignificant(Math.abs(value))),
];

function maskPart({ mask = 0, masked_score: masked = 0 }: Values): ChainNumber[] {
  const operation = mask === 0 ? row(mo("+"), mn(0)) : row(mo("−"), mi("∞"));
  return [step("masked", operation, masked, mask === 0)];
}

function normalizerPart(values: Values, options: ChainOptions): ChainNumber[] {
  const { temperature = 1, scaled_score: scaled = 0, max = 0, exp, total = 1, kept, weight = 0 } = values;
  const steps: ChainNumber[] = [];
  if (temperature !== 1) steps.push(step("scaled", row(mo("÷"), mn(Number(temperature.toPrecision(3)))), scaled));
  if (exp === undefined) return [...steps, step("weight", thresholdOperation(values, options), weight)];
  if (kept !== undefined) steps.push(step("kept", keptOperation(options), kept));
  if (kept === 0) return [...steps, step("weight", null, weight)];
  const power = max === 0 ? upright("exp") : row(upright("exp"), mo("("), mi("s"), ...signed(-max), mo(")"));
  return [...steps, step("exp", power, exp), step("weight", row(mo("÷"), mn(formatSignificant(total))), weight)];
}

/** [s − κ]₊ and [s/2 − κ]²₊ */
function thresholdOperation({ threshold = 0 }: Values, { normalizer }: ChainOptions): MathPart {
  const half = normalizer === "entmax15" ? [mo("/"), mn(2)] : [];
  const inside = row(mo("["), mi("s"), ...half, ...signed(-threshold));
  const plus = mo("+");
  return row(inside, normalizer === "entmax15" ? subsup(mo("]"), plus, mn(2)) : sub(mo("]"), plus));
}

const keptOperation = ({ normalizer, topK, topP }: ChainOptions): MathPart =>
  normalizer === "top_k" ? row(mtext("top "), mn(topK)) : row(mo("Σ"), mo("≤"), mn(formatNumber(topP)));

/** The terms whose sum begins the chain. */
export function termsMath(score: string): MathPart {
  const [q, k] = [mi("q"), mi("k")];
  if (score === "euclidean" || score === "gaussian") return sup(row(mo("("), q, mo("−"), k, mo(")")), mn(2));
  if (score === "additive") return row(mi("w"), mo("⊙"), upright("tanh"));
  if (score === "general") return row(q, mo("⊙"), mi("W"), k);
  return row(q, mo("⊙"), k);
}

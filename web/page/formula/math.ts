/** The signs of the formula as MathML parts; whoever shows one sets it inside a <math>. */
import { mathml } from "lit";
import {
  frac,
  mi,
  mn,
  mo,
  mtext,
  norm,
  root,
  row,
  sub,
  subsup,
  sup,
  upright,
  type MathPart,
} from "../../render/mathml.ts";
import type { FormulaOptions } from "../state/play-state.ts";

export type Role = "q" | "k" | "v";

/** "=" or "+" between parts: alone in its <math>, where browsers disagree about the space around it. */
export const between = (sign: string): MathPart =>
  mathml`<mspace width="0.26em"></mspace><mo lspace="0" rspace="0">${sign}</mo><mspace width="0.26em"></mspace>`;

/** Brackets around parts: each stays on the line of the part beside it. */
export const open = mo("(");
export const close = mo(")");

const q = mi("q");
const k = mi("k");
const dot = mo("·");
const minus = mo("−");
const difference = norm(row(q, minus, k));

export const scoreMath: Record<FormulaOptions["score"], MathPart> = {
  scaled_dot: frac(row(q, dot, k), root(mi("d"))),
  dot: row(q, dot, k),
  cosine: frac(row(q, dot, k), row(norm(q), norm(k))),
  euclidean: row(minus, difference),
  gaussian: row(minus, frac(sup(difference, mn(2)), row(mn(2), sup(mi("h"), mn(2))))),
  additive: row(
    sup(mi("w"), mo("⊤")),
    upright("tanh"),
    mo("("),
    sub(mi("W"), q),
    q,
    mo("+"),
    sub(mi("W"), k),
    k,
    mo(")"),
  ),
  general: row(sup(q, mo("⊤")), mi("W"), k),
};

const s = mi("s");
const tau = mi("τ");
const scaled = row(s, mo("/"), tau);
export const normalizerMath: Record<FormulaOptions["normalizer"], MathPart> = {
  softmax: frac(sup(mi("e"), scaled), row(mo("Σ"), sup(mi("e"), scaled))),
  sparsemax: row(mo("["), scaled, minus, mi("κ"), sub(mo("]"), mo("+"))),
  entmax15: row(mo("["), s, mo("/"), mn(2), tau, minus, mi("κ"), subsup(mo("]"), mo("+"), mn(2))),
  top_k: row(upright("rank"), mo("("), s, mo(")"), mo("≤"), mi("k")),
  top_p: row(mo("Σ"), mi("w"), mo("≥"), mi("p")),
};

const normalizerName: Record<FormulaOptions["normalizer"], string> = {
  softmax: "softmax",
  sparsemax: "sparsemax",
  entmax15: "entmax",
  top_k: "top-k",
  top_p: "top-p",
};
export const normalizerPart = (kind: FormulaOptions["normalizer"]): MathPart => sub(upright(normalizerName[kind]), tau);

export const overMath: Record<FormulaOptions["over"], MathPart> = {
  keys: mi("j"),
  queries: mi("i"),
  all: row(mi("i"), mo(","), mi("j")),
};

const absolute = row(mo("|"), mi("i"), minus, mi("j"), mo("|"));
export const alibiMath = row(minus, mi("m"), absolute);
export const maskMath = {
  none: null,
  causal: row(mi("j"), mo("≤"), mi("i")),
  not_self: row(mi("j"), mo("≠"), mi("i")),
  window: row(absolute, mo("≤"), mi("w")),
  dilated: row(absolute, mo("≤"), mi("w"), mo(","), mi("n"), mo("∣"), absolute),
  prefix: row(mi("j"), mo("<"), mi("n"), mo("∨"), mi("j"), mo("≤"), mi("i")),
  a_to_b: null,
  b_to_a: null,
  cells: null,
} satisfies Record<string, MathPart | null>;

export const rotation = (index: "i" | "j"): MathPart => sub(mi("R"), mi(index));
export const positionMath: Record<FormulaOptions["position"], MathPart | null> = {
  none: null,
  sinusoidal: row(mi("e"), mo("+"), mi("p")),
  rope: row(rotation("i"), q, mo(","), rotation("j"), k),
  alibi: alibiMath,
};

/** What makes one of q, k, v out of x. A shared offset has no index. */
export function roleMath(options: Pick<FormulaOptions, "qkv" | "offsets">, role: Role): MathPart {
  if (options.qkv === "identity") return mi("x");
  if (options.qkv === "projection") return row(sub(mi("W"), mi(role)), mi("x"));
  return row(mi("x"), mo("+"), options.offsets === "shared" ? mi("u") : sub(mi("u"), mi(role)));
}

export const outputMath = (residual: boolean, weightWord: string): MathPart =>
  row(mo("Σ"), mtext(weightWord), dot, mi("v"), ...(residual ? [mo("+"), mi("v")] : []));

/** The signs of a transformer's formula as MathML parts. */
import { between, rotation, type Role } from "../../formula/math.ts";
import { wholeUnderRoot } from "../../../render/chain.ts";
import { frac, mi, mn, mo, mtext, root, row, sub, upright, type MathPart } from "../../../render/mathml.ts";
import { formatSignificant } from "../../../render/numbers.ts";
import { attentionOf, layerOf, normsFirst, sizesOf, type ModelFacts } from "./facts.ts";

const dot = mo("·");
const product = row(mi("q"), dot, mi("k"));

/** √n where the scale is 1/√n, and what n is called. */
export function rootOf(scale: number, headDim: number): "d" | number | null {
  const under = wholeUnderRoot(scale);
  return under === headDim ? "d" : under;
}

function similarity(facts: ModelFacts): MathPart {
  const { scale } = layerOf(facts);
  if (scale === 1) return product;
  const under = rootOf(scale, sizesOf(facts).headDim);
  if (under === null) return row(mn(formatSignificant(scale)), dot, product);
  return frac(product, root(under === "d" ? mi("d") : mn(under)));
}

export function scoreMath(facts: ModelFacts): MathPart {
  const { softcap } = attentionOf(facts);
  if (softcap === null) return similarity(facts);
  return row(mn(softcap), upright("tanh"), mo("("), frac(similarity(facts), mn(softcap)), mo(")"));
}

export const relativeMath = sub(mi("b"), row(mi("i"), mo("−"), mi("j")));

/** `LN` or `RMS` around what is normed. */
export function normed(facts: ModelFacts, inside: MathPart): MathPart {
  const name = attentionOf(facts).norm === "layer" ? "LN" : "RMS";
  return row(upright(name), mo("("), inside, mo(")"));
}

/** What the projections take: x, normed or not; keys and values of cross attention take the encoder's last state y. */
export function projected(facts: ModelFacts, role: Role): MathPart {
  if (facts.kind === "cross" && role !== "q") return mi("y");
  return normsFirst(facts) ? normed(facts, mi("x")) : mi("x");
}

export function roleMath(facts: ModelFacts, role: Role): MathPart {
  const inside = row(sub(mi("W"), mi(role)), projected(facts, role));
  return attentionOf(facts).qkNorm && role !== "v" ? normed(facts, inside) : inside;
}

/** q = R_i(W_q x + b_q), in full. */
export function roleInFull(facts: ModelFacts, role: Role): MathPart {
  const { bias, position } = attentionOf(facts);
  const inside = bias ? row(roleMath(facts, role), mo("+"), sub(mi("b"), mi(role))) : roleMath(facts, role);
  const turns = position === "rope" && role !== "v";
  const turned = turns ? row(rotation(role === "q" ? "i" : "j"), mo("("), inside, mo(")")) : inside;
  return row(mi(role), between("="), turned);
}

export const outputMath = (weight: string): MathPart =>
  row(sub(mi("W"), mi("o")), mo("Σ"), mtext(weight), dot, mi("v"));

/** The state that enters a layer: h₈; of the first it is the embedding itself. */
export const stateMath = (layer: number): MathPart => sub(mi("h"), mn(layer));

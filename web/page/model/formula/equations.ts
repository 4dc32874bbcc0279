/** The formula line of a transformer: what this model does at this layer. Live are its source, τ and the mask. Pure. */
import type { Strings } from "../../../i18n/index.ts";
import { mi, mn, mo, mtext, row, upright, type MathPart } from "../../../render/mathml.ts";
import { maskValue, type Equation, type Part } from "../../formula/equations.ts";
import { between, close, normalizerPart, open, rotation, type Role } from "../../formula/math.ts";
import { fill } from "../../words.ts";
import { attentionOf, layerOf, sharing, sizesOf, takesMask, type ModelFacts } from "./facts.ts";
import { outputMath, relativeMath, roleMath, scoreMath, stateMath } from "./math.ts";

type Items = Equation["items"];
type Page = Strings["page"];

/** A part that the model has as it is. */
const fixed = (slot: string, part: Part["part"], math: MathPart, value: string, role: Role = "q"): Part => {
  return { slot, part, math, value, role, changed: false, fixed: true };
};

/** The model's own mask, and what the person adds to it. */
function masks(facts: ModelFacts, page: Page): string {
  const { window } = layerOf(facts);
  const own = page.model.formula.masks;
  const named = window !== null ? fill(own.window, { n: window + 1 }) : attentionOf(facts).causal ? own.causal : "";
  const added = isMasked(facts) ? maskValue(facts.options.mask, page) : "";
  return [named, added].filter(Boolean).join(" + ") || own.none;
}

const isMasked = (facts: ModelFacts) => takesMask(facts) && facts.options.mask !== "none";

function maskPart(facts: ModelFacts, page: Page): Part {
  const math = mtext(page.formula.mask);
  const value = masks(facts, page);
  if (!takesMask(facts)) return fixed("mask", "mask", math, value);
  return { slot: "mask", part: "mask", math, value, changed: isMasked(facts) };
}

function scoreValue(facts: ModelFacts, { model }: Page): string {
  const { softcap } = attentionOf(facts);
  if (softcap !== null) return fill(model.formula.capped, { c: softcap });
  return layerOf(facts).scale === 1 ? model.formula.dot : model.formula.scaled;
}

function weightsItems(facts: ModelFacts, page: Page): Items {
  const { temperature } = facts.options;
  const normalizer: Part = {
    slot: "normalizer",
    part: "normalizer",
    math: normalizerPart("softmax"),
    value: `τ = ${temperature}`,
    changed: temperature !== 1,
  };
  const { relative } = page.model.formula.positions;
  const hasBias = attentionOf(facts).position === "relative";
  return [
    mtext(page.formula.weights),
    between("="),
    normalizer,
    open,
    fixed("score", "score", scoreMath(facts), scoreValue(facts, page)),
    ...(hasBias ? [between("+"), fixed("relative", "position", relativeMath, relative)] : []),
    between("+"),
    maskPart(facts, page),
    close,
  ];
}

/** x = h₈(e + p): the embeddings, and through how many layers they have gone. */
function sourceItems(facts: ModelFacts, page: Page): Items {
  const { position, embeddingNorm, norm } = attentionOf(facts);
  const inside: Items = [{ slot: "source", part: "source", math: mi("e"), value: facts.name, changed: true }];
  if (position === "learned" || position === "sinusoidal")
    inside.push(between("+"), fixed("position", "position", mi("p"), page.model.formula.positions[position]));
  const normName = upright(norm === "layer" ? "LN" : "RMS");
  const around = facts.layer > 0 ? stateMath(facts.layer) : embeddingNorm ? normName : null;
  return [mi("x"), between("="), ...(around ? [around, open, ...inside, close] : inside)];
}

function roleItems(facts: ModelFacts, page: Page, role: Role): Items {
  const { learned, shared, positions } = page.model.formula;
  const isShared = role !== "q" && sharing(facts) > 1;
  const value = isShared ? fill(shared, { n: sharing(facts) }) : learned;
  const items: Items = [mi(role), between("=")];
  if (attentionOf(facts).position === "rope" && role !== "v")
    items.push(fixed(`rope-${role}`, "position", rotation(role === "q" ? "i" : "j"), positions.rope, role));
  return [...items, fixed(role, "qkv", roleMath(facts, role), value, role)];
}

/** @param facts those of the picture */
export function modelEquations(facts: ModelFacts, page: Page): Equation[] {
  const { nLayers, nHeads } = sizesOf(facts);
  const { share, layersHeads } = page.model.formula;
  const output = fixed("residual", "residual", outputMath(page.formula.weight), share);
  const heads = fixed("heads", "heads", row(mn(nLayers), mo("×"), mn(nHeads)), layersHeads);
  return [
    { name: "weights", items: weightsItems(facts, page) },
    { name: "output", items: [mtext(page.formula.output), between("="), output] },
    { name: "x", items: sourceItems(facts, page) },
    ...(["q", "k", "v"] as const).map((role) => ({ name: role, items: roleItems(facts, page, role) })),
    { name: "heads", items: [mi("H"), between("="), heads] },
  ];
}

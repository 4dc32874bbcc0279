/** What a part of a transformer's formula is, for reading: formulas, sizes and one line each. Pure. */
import type { Strings } from "../../../i18n/index.ts";
import { mi, row, sub, type MathPart } from "../../../render/mathml.ts";
import type { PartId } from "../../formula/equations.ts";
import { between, type Role } from "../../formula/math.ts";
import type { Note } from "../../formula/sheets.ts";
import { fill } from "../../words.ts";
import { attentionOf, layerOf, normsFirst, sharing, sizesOf, takesMask, type ModelFacts } from "./facts.ts";
import { outputMath, relativeMath, roleInFull, rootOf, scoreMath, stateMath } from "./math.ts";

type Words = Strings["page"]["model"]["formula"]["notes"];
const say = (text: string, math: MathPart | null = null): Note => ({ math, text });

function scoreNotes(facts: ModelFacts, words: Words): Note[] {
  const { scale } = layerOf(facts);
  const { softcap } = attentionOf(facts);
  const d = sizesOf(facts).headDim;
  const under = rootOf(scale, d);
  const text =
    scale === 1
      ? fill(words.unscaled, { d })
      : under === "d"
        ? fill(words.scaled, { d })
        : fill(words.otherScale, { d, scale: under === null ? scale : `1/√${under}` });
  return [say(text, scoreMath(facts)), ...(softcap === null ? [] : [say(fill(words.capped, { c: softcap }))])];
}

function positionNotes(facts: ModelFacts, words: Words): Note[] {
  const { position } = attentionOf(facts);
  if (position === "none") return [];
  const { rope } = layerOf(facts);
  const { maxTokens } = facts.info;
  const values = { dims: rope?.dims ?? 0, d: sizesOf(facts).headDim, theta: rope?.theta ?? 0 };
  const notes = [say(fill(words.positions[position], values), position === "relative" ? relativeMath : null)];
  if (position === "learned") notes.push(say(fill(words.places, { n: maxTokens })));
  return notes;
}

/** The query heads that read one head of keys and values. */
function group(facts: ModelFacts): string {
  const size = sharing(facts);
  const first = Math.floor(facts.head / size) * size;
  return `${first} – ${first + size - 1}`;
}

function roleNotes(facts: ModelFacts, role: Role, words: Words): Note[] {
  const { headDim, dModel } = sizesOf(facts);
  const { norm, qkNorm, position } = attentionOf(facts);
  const matrix = sub(mi("W"), mi(role));
  const notes = [
    say(words.inFull, roleInFull(facts, role)),
    say(fill(words.projection, { rows: headDim, columns: dModel }), matrix),
  ];
  if (facts.kind === "cross" && role !== "q") notes.push(say(words.encoder, mi("y")));
  else if (normsFirst(facts)) notes.push(say(words.norms[norm === "layer" ? "layer" : "rms"]));
  if (qkNorm && role !== "v") notes.push(say(words.qkNorm));
  if (position === "rope" && role !== "v") notes.push(...positionNotes(facts, words));
  if (role !== "q" && sharing(facts) > 1) notes.push(say(fill(words.shared, { heads: group(facts) })));
  return notes;
}

function sourceNotes(facts: ModelFacts, words: Words): Note[] {
  const { dModel: d } = sizesOf(facts);
  const { layer, info } = facts;
  const types = info.nTypes > 1 ? [say(words.types)] : [];
  if (layer === 0) return [say(fill(words.embedding, { d }), mi("x")), ...types];
  return [say(fill(words.state, { d, layer }), row(mi("x"), between("="), stateMath(layer))), ...types];
}

function headsNotes(facts: ModelFacts, words: Words): Note[] {
  const { nLayers, nHeads, nKvHeads, headDim } = sizesOf(facts);
  const notes = [say(fill(words.heads, { layers: nLayers, heads: nHeads, d: headDim }))];
  if (nKvHeads < nHeads) notes.push(say(fill(words.kvHeads, { heads: nHeads, kv: nKvHeads })));
  return notes;
}

function outputNotes(facts: ModelFacts, words: Words, weight: string): Note[] {
  const { headDim, dModel } = sizesOf(facts);
  const after = attentionOf(facts).normPlace === "post" ? words.sumNormed : words.sum;
  return [say(fill(words.output, { d: headDim, columns: dModel }), outputMath(weight)), say(after)];
}

/** @param role which of q, k and v the part was opened at */
export function notesOf(part: PartId, facts: ModelFacts, role: Role, page: Strings["page"]): Note[] {
  const words = page.model.formula.notes;
  switch (part) {
    case "score":
      return scoreNotes(facts, words);
    case "position":
      return positionNotes(facts, words);
    case "qkv":
      return roleNotes(facts, role, words);
    case "source":
      return sourceNotes(facts, words);
    case "heads":
      return headsNotes(facts, words);
    case "residual":
      return outputNotes(facts, words, page.formula.weight);
    case "mask":
      return maskNotes(facts, words, page.model.formula.everyLayer);
    default:
      return [];
  }
}

function maskNotes(facts: ModelFacts, words: Words, everyLayer: string): Note[] {
  const { window } = layerOf(facts);
  const own = attentionOf(facts).causal
    ? [say(window === null ? words.causal : fill(words.window, { before: window }))]
    : [];
  return [...own, say(takesMask(facts) ? everyLayer : words.noMask)];
}

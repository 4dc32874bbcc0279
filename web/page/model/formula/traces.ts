/** Which numbers of the shown layer and head a part of a transformer's formula is made of. Pure. */
import { mi, mo, row, sub, type MathPart } from "../../../render/mathml.ts";
import type { PartId } from "../../formula/equations.ts";
import type { Role } from "../../formula/math.ts";
import type { TracePicture } from "../../formula/traces.ts";
import { attentionOf, normsFirst, type ModelFacts } from "./facts.ts";
import { normed, outputMath, projected, relativeMath } from "./math.ts";

/** Before a norm of its own and before it turns, where these are. */
function roleTraces(facts: ModelFacts, role: Role): TracePicture[] {
  const after: TracePicture = { name: role, math: mi(role) };
  const { qkNorm, position } = attentionOf(facts);
  if (role === "v" || (!qkNorm && position !== "rope")) return [after];
  return [{ name: `${role}_projected`, math: row(sub(mi("W"), mi(role)), projected(facts, role)) }, after];
}

export function modelTracesOf(part: PartId, facts: ModelFacts, role: Role, weight: string): TracePicture[] {
  const { position } = attentionOf(facts);
  const sum: MathPart = row(mo("Σ"), mi("w"), mo("·"), mi("v"));
  switch (part) {
    case "source":
      return [{ name: "x", math: mi("x") }];
    case "position":
      if (position === "relative") return [{ name: "bias", math: relativeMath }];
      return position === "rope" ? [...roleTraces(facts, "q"), ...roleTraces(facts, "k")] : [];
    case "qkv":
      if (!normsFirst(facts) || (facts.kind === "cross" && role !== "q")) return roleTraces(facts, role);
      return [{ name: "normed", math: normed(facts, mi("x")) }, ...roleTraces(facts, role)];
    case "residual":
      return [
        { name: "context", math: sum },
        { name: "output", math: outputMath(weight) },
      ];
    default:
      return [];
  }
}

/** Which vectors and matrices a part is made of, so that opening it can show them. Pure. */
import type { ModelTrace } from "../../engine/model-request.ts";
import type { TraceName } from "../../engine/types.ts";
import { mi, sub, type MathPart } from "../../render/mathml.ts";
import type { FormulaOptions } from "../state/play-state.ts";
import type { PartId } from "./equations.ts";
import type { Role } from "./math.ts";

export interface TracePicture {
  name: TraceName | ModelTrace;
  math: MathPart;
}

/** One row per token. */
const perToken = (name: TraceName): TracePicture => ({ name, math: mi(name) });
const indexed = (letter: string, index: string) => sub(mi(letter), mi(index));

function ofRole({ qkv, offsets }: FormulaOptions, role: Role): TracePicture[] {
  if (qkv === "projection") return [{ name: `w_${role}`, math: indexed("W", role) }, perToken(role)];
  if (qkv === "identity") return [perToken(role)];
  return [{ name: `u_${role}`, math: offsets === "shared" ? mi("u") : indexed("u", role) }, perToken(role)];
}

function ofScore({ score }: FormulaOptions): TracePicture[] {
  if (score === "general") return [{ name: "general_w", math: mi("W") }];
  if (score !== "additive") return [];
  return [
    { name: "additive_w", math: mi("w") },
    { name: "additive_w_q", math: indexed("W", "q") },
    { name: "additive_w_k", math: indexed("W", "k") },
  ];
}

export function tracesOf(part: PartId, options: FormulaOptions, role: Role): TracePicture[] {
  switch (part) {
    case "source":
      return options.position === "sinusoidal" ? [perToken("e"), perToken("x")] : [perToken("x")];
    case "position":
      if (options.position === "sinusoidal") return [perToken("p")];
      return options.position === "rope" ? [perToken("q"), perToken("k")] : [];
    case "qkv":
      return ofRole(options, role);
    case "score":
      return ofScore(options);
    case "residual":
      return [perToken("output")];
    default:
      return [];
  }
}

/** Which vectors and matrices a part is made of, so that opening it can show them. Pure. */
import type { TraceName } from "../../engine/types.ts";
import { mi, sub, type MathPart } from "../../render/mathml.ts";
import type { FormulaOptions } from "../state/play-state.ts";
import type { PartId } from "./equations.ts";
import type { Role } from "./math.ts";

export interface TracePicture {
  name: TraceName;
  math: MathPart;
  /** One row per token, so that the pinned one can be marked. */
  perToken: boolean;
}

const perToken = (name: TraceName): TracePicture => ({ name, math: mi(name), perToken: true });
const parameter = (name: TraceName, math: MathPart): TracePicture => ({ name, math, perToken: false });
const indexed = (letter: string, index: string) => sub(mi(letter), mi(index));

function ofRole({ qkv, offsets }: FormulaOptions, role: Role): TracePicture[] {
  if (qkv === "projection") return [parameter(`w_${role}`, indexed("W", role)), perToken(role)];
  if (qkv === "identity") return [perToken(role)];
  return [parameter(`u_${role}`, offsets === "shared" ? mi("u") : indexed("u", role)), perToken(role)];
}

function ofScore({ score }: FormulaOptions): TracePicture[] {
  if (score === "general") return [parameter("general_w", mi("W"))];
  if (score !== "additive") return [];
  return [
    parameter("additive_w", mi("w")),
    parameter("additive_w_q", indexed("W", "q")),
    parameter("additive_w_k", indexed("W", "k")),
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

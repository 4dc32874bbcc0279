/** The formula line as data: equations of signs and of parts, which are the controls. Pure: the same options give the same line. */
import type { Strings } from "../../i18n/index.ts";
import { mi, mn, mtext, row, type MathPart } from "../../render/mathml.ts";
import { defaultOptions, type FormulaOptions, type VectorFileName } from "../state/play-state.ts";
import { plural } from "../words.ts";
import {
  alibiMath,
  between,
  close,
  normalizerPart,
  open,
  outputMath,
  overMath,
  roleMath,
  rotation,
  scoreMath,
  type Role,
} from "./math.ts";

export type PartId = keyof Strings["page"]["choices"];

export interface Part {
  /** Unique in the line: one part may be reached from several places. */
  slot: string;
  part: PartId;
  math: MathPart;
  /** The present value, under the rule. */
  value: string;
  /** Differs from the default. */
  changed: boolean;
  /** Has no effect at present. */
  off?: boolean;
  /** Is as the model has it: opens an explanation. */
  fixed?: boolean;
  role?: Role;
}

export interface Equation {
  name: "weights" | "output" | "x" | Role | "heads";
  items: (Part | MathPart)[];
}

export interface FormulaFacts {
  options: FormulaOptions;
  vectors: VectorFileName | null;
}

/** What may not be torn apart at the end of a line: a part with its brackets. */
export function unbroken(items: Equation["items"]): Equation["items"][] {
  return items.reduce<Equation["items"][]>((groups, item) => {
    const last = groups.at(-1);
    if (last && (item === close || last.at(-1) === open)) last.push(item);
    else groups.push([item]);
    return groups;
  }, []);
}

export const isPart = (item: Part | MathPart): item is Part => "slot" in item;

const changed = (options: FormulaOptions, ...names: (keyof FormulaOptions)[]) =>
  names.some((name) => JSON.stringify(options[name]) !== JSON.stringify(defaultOptions[name]));

function normalizerValue({ normalizer, temperature, topK, topP }: FormulaOptions): string {
  const parts = [normalizer === "top_k" && `k = ${topK}`, normalizer === "top_p" && `p = ${topP}`];
  if (!parts.some(Boolean) || temperature !== 1) parts.push(`τ = ${temperature}`);
  return parts.filter(Boolean).join(", ");
}

export type MaskKind = keyof Strings["page"]["choices"]["mask"]["of"];

export function maskKind(mask: FormulaOptions["mask"]): MaskKind {
  return typeof mask === "string" ? mask : (Object.keys(mask)[0] as MaskKind);
}

/** Under the line there is less room than in a list. */
const shortName = (id: string, name: string, { short }: Strings["page"]["formula"]): string =>
  id in short ? short[id as keyof typeof short] : name;

export function maskValue(mask: FormulaOptions["mask"], { choices, formula }: Strings["page"]): string {
  const kind = maskKind(mask);
  const name = shortName(kind, choices.mask.of[kind].name, formula);
  if (typeof mask === "string") return name;
  if ("cells" in mask) return plural(formula.values.cells, mask.cells.length);
  if ("window" in mask) return `${name} ± ${mask.window}`;
  if ("prefix" in mask) return `${name} ${mask.prefix}`;
  return `${name} ± ${mask.dilated[0]} / ${mask.dilated[1]}`;
}

function weightsItems({ options }: FormulaFacts, page: Strings["page"]): (Part | MathPart)[] {
  const { formula, choices } = page;
  const alibi: (Part | MathPart)[] =
    options.position === "alibi"
      ? [{ slot: "alibi", part: "position", math: alibiMath, value: choices.position.of.alibi.name, changed: true }]
      : [];
  return [
    mtext(formula.weights),
    between("="),
    {
      slot: "normalizer",
      part: "normalizer",
      math: normalizerPart(options.normalizer),
      value: normalizerValue(options),
      changed: changed(options, "normalizer", "temperature"),
    },
    {
      slot: "over",
      part: "over",
      math: row(mtext(`${formula.over}\u00a0`), overMath[options.over]),
      value: formula.short[options.over],
      changed: changed(options, "over"),
    },
    open,
    {
      slot: "score",
      part: "score",
      math: scoreMath[options.score],
      value: shortName(options.score, choices.score.of[options.score].name, formula),
      changed: changed(options, "score"),
    },
    ...alibi,
    between("+"),
    {
      slot: "mask",
      part: "mask",
      math: mtext(formula.mask),
      value: maskValue(options.mask, page),
      changed: changed(options, "mask"),
    },
    close,
  ];
}

function sourceItems({ options, vectors }: FormulaFacts, page: Strings["page"]): (Part | MathPart)[] {
  const { formula, choices } = page;
  const places = {
    none: formula.noPosition,
    sinusoidal: choices.position.of.sinusoidal.name,
    rope: formula.inQk,
    alibi: formula.inScores,
  };
  return [
    mi("x"),
    between("="),
    {
      slot: "source",
      part: "source",
      math: mi("e"),
      value: vectors?.name ?? formula.values.source,
      changed: vectors !== null || changed(options, "segmenter", "punctuation"),
    },
    between("+"),
    {
      slot: "position",
      part: "position",
      math: mi("p"),
      value: places[options.position],
      changed: options.position !== "none",
      off: options.position !== "sinusoidal",
    },
  ];
}

/** Where x comes from, and nothing else yet. */
export const sourceEquation = (name: string): Equation => ({
  name: "x",
  items: [mi("x"), between("="), { slot: "source", part: "source", math: mi("e"), value: name, changed: true }],
});

function roleItems({ options }: FormulaFacts, page: Strings["page"], role: Role): (Part | MathPart)[] {
  const part: Part = {
    slot: role,
    part: "qkv",
    role,
    math: roleMath(options, role),
    value: shortName(options.qkv, page.choices.qkv.of[options.qkv].name, page.formula),
    changed: changed(options, "qkv", "offsets", "sigma", "seed"),
  };
  const start = [mi(role), between("=")];
  if (options.position !== "rope" || role === "v") return [...start, part];
  const turn: Part = {
    slot: `rope-${role}`,
    part: "position",
    math: rotation(role === "q" ? "i" : "j"),
    value: page.choices.position.of.rope.name,
    changed: true,
  };
  return options.qkv === "offset" ? [...start, turn, open, part, close] : [...start, turn, part];
}

function headItems({ options }: FormulaFacts, { formula }: Strings["page"]): (Part | MathPart)[] {
  const value = plural(formula.headCount, options.nHeads);
  const math = mn(options.nHeads);
  return [mi("H"), between("="), { slot: "heads", part: "heads", math, value, changed: options.nHeads !== 1 }];
}

export function equations(facts: FormulaFacts, page: Strings["page"]): Equation[] {
  const { residual } = facts.options;
  const { values, weight, output } = page.formula;
  const outputPart: Part = {
    slot: "residual",
    part: "residual",
    math: outputMath(residual, weight),
    value: residual ? values.outputResidual : values.output,
    changed: residual,
  };
  return [
    { name: "weights", items: weightsItems(facts, page) },
    { name: "output", items: [mtext(output), between("="), outputPart] },
    { name: "x", items: sourceItems(facts, page) },
    ...(["q", "k", "v"] as const).map((role) => ({ name: role, items: roleItems(facts, page, role) })),
    { name: "heads", items: headItems(facts, page) },
  ];
}

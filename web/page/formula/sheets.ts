/** What opens under a part: its choices, each a change of options, and the numbers that refine the chosen one. Pure. */
import {
  normalizerKinds,
  overKinds,
  positionKinds,
  qkvKinds,
  scoreKinds,
  type PlayOptions,
} from "../../engine/options.ts";
import type { Strings } from "../../i18n/index.ts";
import type { MathPart } from "../../render/mathml.ts";
import type { FormulaOptions, SecondText } from "../state/play-state.ts";
import { fill } from "../words.ts";
import type { Field } from "./field.ts";
import { normalizerFields, qkvFields, scoreFields, sourceFields } from "./fields.ts";
import { maskFields } from "./mask-fields.ts";
import { maskKind, type MaskKind, type PartId } from "./equations.ts";
import {
  maskMath,
  normalizerMath,
  outputMath,
  overMath,
  positionMath,
  roleMath,
  scoreMath,
  type Role,
} from "./math.ts";

export interface Choice {
  id: string;
  name: string;
  why: string;
  math: MathPart | null;
  change: Partial<FormulaOptions>;
  /** A word of warning beside the name. */
  note?: string;
  /** Why it cannot be chosen now. */
  blocked?: string;
}

export interface Sheet {
  part: PartId;
  title: string;
  hint: string;
  choices: Choice[];
  /** The id of the choice that holds. */
  current: string;
  fields: Field[];
  /** What there is to read about it. */
  notes: Note[];
}

/** A formula and one line about it. */
export interface Note {
  math: MathPart | null;
  text: string;
}

export interface SheetFacts {
  options: FormulaOptions;
  second: SecondText;
  dModel: number | null;
  /** Which of q, k and v the part was opened at. */
  role: Role;
}

type Page = Strings["page"];
type Maker = (facts: SheetFacts, page: Page) => Pick<Sheet, "choices" | "current" | "fields">;

interface Described {
  name: string;
  why: string;
}

function listed<Id extends string>(
  ids: readonly Id[],
  words: Record<Id, Described>,
  math: Record<Id, MathPart | null>,
  change: (id: Id) => Partial<FormulaOptions>,
): Choice[] {
  return ids.map((id) => ({ id, ...words[id], math: math[id], change: change(id) }));
}

const score: Maker = ({ options }, page) => ({
  choices: listed(scoreKinds, page.choices.score.of, scoreMath, (id) => ({ score: id })).map((choice) =>
    choice.id === "additive" || choice.id === "general" ? { ...choice, note: page.formula.untrained } : choice,
  ),
  current: options.score,
  fields: scoreFields(options, page),
});

const over: Maker = ({ options }, page) => ({
  choices: listed(overKinds, page.choices.over.of, overMath, (id) => ({ over: id })).map((choice) =>
    choice.id === "keys" ? choice : { ...choice, note: page.formula.mistake },
  ),
  current: options.over,
  fields: [],
});

const normalizer: Maker = ({ options }, page) => ({
  choices: listed(normalizerKinds, page.choices.normalizer.of, normalizerMath, (id) => ({ normalizer: id })),
  current: options.normalizer,
  fields: normalizerFields(options, page),
});

/** A mask's kind with the numbers it has now, or everyday ones. */
export function maskOfKind(kind: MaskKind, now: PlayOptions["mask"]): PlayOptions["mask"] {
  if (maskKind(now) === kind) return now;
  switch (kind) {
    case "window":
      return { window: 2 };
    case "dilated":
      return { dilated: [4, 2] };
    case "prefix":
      return { prefix: 2 };
    case "cells":
      return { cells: [] };
    default:
      return kind;
  }
}

export const maskSheet: Maker = ({ options, second }, page) => {
  const { of, needsPair } = page.choices.mask;
  const ids = Object.keys(of) as MaskKind[];
  const choices = listed(ids, of, maskMath, (id) => ({ mask: maskOfKind(id, options.mask) }));
  const blocked = (id: string) => second !== "pair" && (id === "a_to_b" || id === "b_to_a");
  return {
    choices: choices.map((choice) => (blocked(choice.id) ? { ...choice, blocked: needsPair } : choice)),
    current: maskKind(options.mask),
    fields: maskFields(options, page),
  };
};

const residual: Maker = ({ options, second }, page) => {
  const { of, needsSelf } = page.choices.residual;
  const weight = page.formula.weight;
  const on: Choice = { id: "on", ...of.on, math: outputMath(true, weight), change: { residual: true } };
  return {
    choices: [
      { id: "off", ...of.off, math: outputMath(false, weight), change: { residual: false } },
      second === "against" ? { ...on, blocked: needsSelf } : on,
    ],
    current: options.residual ? "on" : "off",
    fields: [],
  };
};

const position: Maker = ({ options }, page) => ({
  choices: listed(positionKinds, page.choices.position.of, positionMath, (id) => ({ position: id })),
  current: options.position,
  fields: [],
});

const qkv: Maker = ({ options, dModel, role }, page) => {
  const math = {
    offset: roleMath({ ...options, qkv: "offset" }, role),
    identity: roleMath({ ...options, qkv: "identity" }, role),
    projection: roleMath({ ...options, qkv: "projection" }, role),
  };
  const choices = listed(qkvKinds, page.choices.qkv.of, math, (id) => ({ qkv: id })).map((choice) =>
    choice.id === "projection" ? { ...choice, note: page.formula.untrained } : choice,
  );
  return { choices, current: options.qkv, fields: qkvFields(options, dModel, page) };
};

/** Head counts worth offering: the divisors of d_model that leave each head at least two dimensions. */
export function headCounts(dModel: number, now: number): number[] {
  const divisors = Array.from({ length: dModel }, (_, i) => i + 1).filter((n) => dModel % n === 0);
  return divisors.filter((n) => n === now || (dModel / n >= 2 && n <= 20));
}

const heads: Maker = ({ options, dModel }, page) => {
  const { one, many } = page.choices.heads;
  const counts = dModel === null ? [options.nHeads] : headCounts(dModel, options.nHeads);
  return {
    choices: counts.map((n) => {
      const words = n === 1 ? one : many;
      const d = dModel === null ? "" : dModel / n;
      return {
        id: String(n),
        name: fill(words.name, { n }),
        why: fill(words.why, { n, d }),
        math: null,
        change: { nHeads: n },
      };
    }),
    current: String(options.nHeads),
    fields: [],
  };
};

/** The sources of x are chosen by the vectors' own list; here are only the numbers beside it. */
const source: Maker = ({ options }, page) => ({ choices: [], current: "", fields: sourceFields(options, page) });

const makers: Record<PartId, Maker> = {
  normalizer,
  over,
  score,
  mask: maskSheet,
  residual,
  source,
  position,
  qkv,
  heads,
};

export function sheetFor(part: PartId, facts: SheetFacts, page: Page): Sheet {
  const { title, hint } = page.choices[part];
  return { part, title, hint, ...makers[part](facts, page), notes: [] };
}

/** The numbers and switches under the choices of a part: which there are, and what each would change. Pure. */
import { formatOption } from "../../engine/option-text.ts";
import type { Strings } from "../../i18n/index.ts";
import type { FormulaOptions } from "../state/play-state.ts";
import { fill } from "../words.ts";
import { wholeNumber, type Field, type NumberField, type SliderField, type SwitchField } from "./field.ts";

type Page = Strings["page"];

export function normalizerFields(options: FormulaOptions, { fields }: Page): Field[] {
  const temperature: SliderField = {
    kind: "slider",
    id: "temperature",
    label: fields.temperature,
    sign: "τ",
    hint: fields.temperatureHint,
    value: options.temperature,
    min: -4,
    max: 4,
    change: (value) => ({ temperature: value }),
  };
  const number = { kind: "number" as const, min: 0, max: 1 };
  const kept: Partial<Record<FormulaOptions["normalizer"], NumberField>> = {
    top_k: {
      ...number,
      id: "topK",
      label: fields.topK,
      sign: "k",
      value: options.topK,
      min: 1,
      max: 4096,
      step: 1,
      change: (value) => ({ topK: Math.max(1, wholeNumber(value, 3)) }),
    },
    top_p: {
      ...number,
      id: "topP",
      label: fields.topP,
      sign: "p",
      value: options.topP,
      min: 0.001, // "0" on the way to "0.5" is no share
      step: 0.05,
      change: (value) => ({ topP: value ?? 0.9 }),
    },
  };
  const extra = kept[options.normalizer];
  return extra ? [extra, temperature] : [temperature];
}

export function scoreFields(options: FormulaOptions, { fields }: Page): Field[] {
  if (options.score === "gaussian")
    return [
      {
        kind: "number",
        id: "bandwidth",
        label: fields.bandwidth,
        sign: "h",
        value: options.bandwidth,
        automatic: fields.auto,
        min: 0.1,
        max: 1000,
        step: 0.1,
        change: (value) => ({ bandwidth: value }),
      },
    ];
  return options.score === "additive" || options.score === "general" ? [seedField(options, fields)] : [];
}

function seedField(options: FormulaOptions, fields: Page["fields"]): NumberField {
  return {
    kind: "number",
    id: "seed",
    label: fields.seed,
    value: options.seed,
    min: 0,
    max: 2 ** 32 - 1,
    step: 1,
    change: (value) => ({ seed: wholeNumber(value, 1) }),
  };
}

/** Three vectors of finite numbers, rounded so that they fit in a link. */
export function parseOffsets(text: string, dModel: number | null): FormulaOptions["offsets"] | null {
  try {
    const given = JSON.parse(text) as Record<string, unknown> | null;
    const vector = (name: string) => {
      const list = given?.[name];
      const good = Array.isArray(list) && list.every((x) => typeof x === "number" && Number.isFinite(x));
      return good && (dModel === null || list.length === dModel) ? (list as number[]) : null;
    };
    const [q, k, v] = [vector("q"), vector("k"), vector("v")];
    return q && k && v ? { q, k, v } : null;
  } catch {
    return null;
  }
}

function offsetFields(options: FormulaOptions, dModel: number | null, { fields }: Page): Field[] {
  const given = typeof options.offsets === "object";
  const values = [
    { id: "separate", label: fields.separate },
    { id: "shared", label: fields.shared },
    { id: "given", label: fields.given },
  ];
  const d = dModel ?? "d";
  const zeros = () => Array<number>(dModel ?? 1).fill(0);
  const kinds: SwitchField = {
    kind: "switch",
    id: "offsets",
    label: fields.offsets,
    value: given ? "given" : String(options.offsets),
    values,
    change: (id) => ({
      offsets: id === "separate" || id === "shared" ? id : { q: zeros(), k: zeros(), v: zeros() },
    }),
  };
  if (given)
    return [
      kinds,
      {
        kind: "text",
        id: "given",
        label: fields.given,
        hint: fill(fields.givenHint, { d }),
        bad: fill(fields.givenBad, { d }),
        value: formatOption("offsets", options.offsets),
        rows: 2,
        change: (text) => {
          const offsets = parseOffsets(text, dModel);
          return offsets && { offsets };
        },
      },
    ];
  const sigma: NumberField = {
    kind: "number",
    id: "sigma",
    label: fields.sigma,
    sign: "σ",
    value: options.sigma,
    min: 0,
    max: 1000,
    step: 0.1,
    change: (value) => ({ sigma: Math.max(0, value ?? 0.1) }),
  };
  return [kinds, sigma, seedField(options, fields)];
}

export function qkvFields(options: FormulaOptions, dModel: number | null, page: Page): Field[] {
  if (options.qkv === "offset") return offsetFields(options, dModel, page);
  return options.qkv === "projection" ? [seedField(options, page.fields)] : [];
}

export function sourceFields(options: FormulaOptions, { fields, formula }: Page): Field[] {
  return [
    {
      kind: "switch",
      id: "segmenter",
      label: fields.segmenter,
      hint: `${fields.intl}: ${formula.differs}`,
      value: options.segmenter,
      values: [
        { id: "vocabulary", label: fields.vocabulary },
        { id: "intl", label: fields.intl },
      ],
      change: (id) => ({ segmenter: id === "intl" ? "intl" : "vocabulary" }),
    },
    {
      kind: "check",
      id: "punctuation",
      label: fields.punctuation,
      value: options.punctuation,
      change: (value) => ({ punctuation: value }),
    },
  ];
}

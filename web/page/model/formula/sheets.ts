/** What opens under a part of a transformer's formula: τ and the mask act on the model, the rest is for reading. Pure. */
import type { Strings } from "../../../i18n/index.ts";
import { frac, mi, mn, mo, row, sup, type MathPart } from "../../../render/mathml.ts";
import type { PartId } from "../../formula/equations.ts";
import { normalizerFields } from "../../formula/fields.ts";
import type { Role } from "../../formula/math.ts";
import { maskSheet, type Choice, type Sheet } from "../../formula/sheets.ts";
import { defaultOptions, type FormulaOptions } from "../../state/play-state.ts";
import { attentionOf, takesMask, type ModelFacts } from "./facts.ts";
import { notesOf } from "./notes.ts";

type Page = Strings["page"];
type Live = Pick<Sheet, "choices" | "current" | "fields">;

const temperatures = [0.25, 0.5, 1, 2, 4];
const none: Live = { choices: [], current: "", fields: [] };

const power = (temperature: number): MathPart =>
  temperature === 1
    ? sup(mi("e"), mi("s"))
    : sup(mi("e"), temperature < 1 ? row(mn(1 / temperature), mi("s")) : row(mi("s"), mo("/"), mn(temperature)));

function temperatureSheet({ options }: ModelFacts, page: Page): Live {
  const { sharper, asTrained, flatter } = page.model.formula.temperatures;
  const choices = temperatures.map((temperature): Choice => {
    const why = temperature < 1 ? sharper : temperature > 1 ? flatter : asTrained;
    const math = frac(power(temperature), row(mo("Σ"), power(temperature)));
    return { id: String(temperature), name: `τ = ${temperature}`, why, math, change: { temperature } };
  });
  const hint = page.model.formula.everyLayer;
  const fields = normalizerFields({ ...defaultOptions, temperature: options.temperature }, page);
  return { choices, current: String(options.temperature), fields: fields.map((field) => ({ ...field, hint })) };
}

/** What the model masks already is no choice. */
function addedMask(facts: ModelFacts, page: Page): Live {
  const options: FormulaOptions = { ...defaultOptions, mask: facts.options.mask };
  const sheet = maskSheet({ options, second: facts.second, dModel: null, role: "q" }, page);
  const isCausal = attentionOf(facts).causal;
  return { ...sheet, choices: sheet.choices.filter(({ id }) => !(isCausal && id === "causal")) };
}

function live(part: PartId, facts: ModelFacts, page: Page): Live {
  if (part === "normalizer") return temperatureSheet(facts, page);
  return part === "mask" && takesMask(facts) ? addedMask(facts, page) : none;
}

export function modelSheet(part: PartId, facts: ModelFacts, role: Role, page: Page): Sheet {
  const { title, hint: general } = page.choices[part];
  const hint = part === "heads" ? page.model.formula.headsHint : general; // here nothing is cut into slices
  return { part, title, hint, ...live(part, facts, page), notes: notesOf(part, facts, role, page) };
}

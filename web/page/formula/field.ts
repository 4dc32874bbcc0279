/** The kinds of numbers and switches that refine a choice. Each knows how a new value changes the options. */
import type { FormulaOptions } from "../state/play-state.ts";

type Change = Partial<FormulaOptions>;

interface Labelled {
  id: string;
  label: string;
  /** Its sign in the formula. */
  sign?: string;
  hint?: string;
}

export interface SliderField extends Labelled {
  kind: "slider";
  /** The slider moves over log₂ of the value. */
  value: number;
  min: number;
  max: number;
  change: (value: number) => Change;
}
export interface NumberField extends Labelled {
  kind: "number";
  /** null: automatic. */
  value: number | null;
  automatic?: string;
  min: number;
  max: number;
  step: number;
  change: (value: number | null) => Change;
}
export interface SwitchField extends Labelled {
  kind: "switch";
  value: string;
  values: { id: string; label: string }[];
  change: (id: string) => Change;
}
export interface CheckField extends Labelled {
  kind: "check";
  value: boolean;
  change: (value: boolean) => Change;
}
export interface TextField extends Labelled {
  kind: "text";
  value: string;
  rows: number;
  /** Said when `change` gives null. */
  bad: string;
  change: (text: string) => Change | null;
}
export interface PaintField extends Labelled {
  kind: "paint";
}
export type Field = SliderField | NumberField | SwitchField | CheckField | TextField | PaintField;

/** What an emptied or odd number field means. */
export const wholeNumber = (value: number | null, fallback: number) => Math.max(0, Math.round(value ?? fallback));

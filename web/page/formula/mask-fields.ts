/** The numbers of a mask: widths, steps, or the list of blocked cells. Pure. */
import type { Mask } from "../../engine/options.ts";
import type { Strings } from "../../i18n/index.ts";
import type { FormulaOptions } from "../state/play-state.ts";
import { wholeNumber, type Field, type NumberField } from "./field.ts";

export function parseCells(text: string): [number, number][] | null {
  const pieces = text.split(/[\s,，、;；]+/).filter(Boolean);
  const cells = pieces.map((piece) => /^(\d{1,4})[-–](\d{1,4})$/.exec(piece));
  if (cells.some((match) => match === null)) return null;
  return cells.map((match) => [Number(match?.[1]), Number(match?.[2])]);
}

export const formatCells = (cells: readonly (readonly [number, number])[]) =>
  cells.map((cell) => cell.join("-")).join(", ");

/** A count of tokens in a mask, under its letter in the formula. */
const count = (
  id: string,
  sign: string,
  label: string,
  value: number,
  to: (n: number) => Mask,
  min = 0,
): NumberField => ({
  kind: "number",
  id,
  sign,
  label,
  value,
  min,
  max: 4096,
  step: 1,
  change: (typed) => ({ mask: to(Math.max(min, wholeNumber(typed, value))) }),
});

export function maskFields({ mask }: FormulaOptions, { fields }: Strings["page"]): Field[] {
  if (typeof mask === "string") return [];
  if ("window" in mask) return [count("window", "w", fields.window, mask.window, (window) => ({ window }))];
  if ("prefix" in mask) return [count("prefix", "n", fields.prefix, mask.prefix, (prefix) => ({ prefix }))];
  if ("dilated" in mask) {
    const [w, step] = mask.dilated;
    return [
      count("dilated-window", "w", fields.window, w, (n) => ({ dilated: [n, step] })),
      count("dilated-step", "n", fields.step, step, (n) => ({ dilated: [w, n] }), 1),
    ];
  }
  return [cellsField(mask.cells, fields), { kind: "paint", id: "paint", label: fields.paint }];
}

function cellsField(cells: [number, number][], fields: Strings["page"]["fields"]): Field {
  return {
    kind: "text",
    id: "cells",
    label: fields.cells,
    hint: fields.cellsHint,
    bad: fields.cellsBad,
    value: formatCells(cells),
    rows: 1,
    change: (text) => {
      const parsed = parseCells(text);
      return parsed && { mask: { cells: parsed } };
    },
  };
}

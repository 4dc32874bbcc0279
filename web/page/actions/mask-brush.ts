/** Painting a mask on the matrix: the first cell of a stroke says whether the stroke blocks or frees. */
import type { Pair } from "../../render/view-data.ts";
import type { FormulaOptions } from "../state/play-state.ts";

type Cells = [number, number][];

export const isBlocked = (cells: Readonly<Cells>, { query, key }: Pair) =>
  cells.some(([i, j]) => i === query && j === key);

export function withCell(cells: Readonly<Cells>, pair: Pair, blocked: boolean): Cells {
  const others = cells.filter(([i, j]) => i !== pair.query || j !== pair.key);
  const all: Cells = blocked ? [...others, [pair.query, pair.key]] : others;
  return all.sort(([i, j], [m, n]) => i - m || j - n);
}

export const isCells = (mask: FormulaOptions["mask"]): mask is { cells: Cells } =>
  typeof mask === "object" && "cells" in mask;

export const cellsOf = (mask: FormulaOptions["mask"]): Cells => (isCells(mask) ? mask.cells : []);

export class MaskBrush {
  readonly #mask: () => FormulaOptions["mask"];
  readonly #paint: (cells: Cells) => void;
  #blocking: boolean | null = null;
  /** Whether the matrix takes strokes instead of pins. */
  active = false;

  constructor(mask: () => FormulaOptions["mask"], paint: (cells: Cells) => void) {
    this.#mask = mask;
    this.#paint = paint;
  }

  begin(pair: Pair): void {
    this.#blocking = !isBlocked(cellsOf(this.#mask()), pair);
    this.over(pair);
  }

  /** The stroke reaches a cell; without a stroke under way nothing happens. */
  over(pair: Pair): void {
    const cells = cellsOf(this.#mask());
    if (this.#blocking === null || isBlocked(cells, pair) === this.#blocking) return;
    this.#paint(withCell(cells, pair, this.#blocking));
  }

  end(): void {
    this.#blocking = null;
  }
}

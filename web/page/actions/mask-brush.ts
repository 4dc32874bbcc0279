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
  readonly #behind: (shown: Pair) => readonly Pair[];
  readonly #paint: (cells: Cells) => void;
  #blocking: boolean | null = null;
  /** Whether the matrix takes strokes instead of pins. */
  active = false;

  /** @param behind the run's own pairs that a shown one stands for */
  constructor(
    mask: () => FormulaOptions["mask"],
    behind: (shown: Pair) => readonly Pair[],
    paint: (cells: Cells) => void,
  ) {
    this.#mask = mask;
    this.#behind = behind;
    this.#paint = paint;
  }

  begin(pair: Pair): void {
    const cells = cellsOf(this.#mask());
    this.#blocking = !this.#behind(pair).every((each) => isBlocked(cells, each));
    this.over(pair);
  }

  /** The stroke reaches a cell; without a stroke under way nothing happens. */
  over(pair: Pair): void {
    const cells = cellsOf(this.#mask());
    const blocking = this.#blocking;
    if (blocking === null) return;
    const others = this.#behind(pair).filter((each) => isBlocked(cells, each) !== blocking);
    if (others.length) this.#paint(others.reduce((painted, each) => withCell(painted, each, blocking), cells));
  }

  end(): void {
    this.#blocking = null;
  }
}

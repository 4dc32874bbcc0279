/** Keeps the formula on one row where the window is wide, and at least its weights elsewhere: the longer, the tighter it is set. */

/** From here on the line is one row; in narrower windows it wraps between its equations. */
const wide = matchMedia("(min-width: 1280px)");
/** How many tighter settings style/formula.css has. */
const tightest = 4;

function isOneRow(row: readonly Element[]): boolean {
  const [first, last] = [row[0], row.at(-1)];
  return first?.getBoundingClientRect().top === last?.getBoundingClientRect().top;
}

export class OneRow {
  #line: HTMLElement | null = null;
  #width = 0;
  #written = "";
  readonly #widths = new ResizeObserver(() => {
    if (this.#line && this.#line.clientWidth !== this.#width) this.#fit();
  });

  /** Measures only when the line says something else than before. */
  keep(line: HTMLElement, written: string): void {
    if (line !== this.#line) {
      this.stop();
      this.#widths.observe(line);
      // A font that comes late has other widths.
      document.fonts.addEventListener("loadingdone", this.#fit);
    } else if (written === this.#written) return;
    [this.#line, this.#written] = [line, written];
    this.#fit();
  }

  stop(): void {
    this.#widths.disconnect();
    document.fonts.removeEventListener("loadingdone", this.#fit);
    this.#line = null;
  }

  readonly #fit = (): void => {
    const line = this.#line;
    if (!line) return;
    this.#width = line.clientWidth;
    delete line.dataset["tight"];
    const row = [...line.querySelectorAll(wide.matches ? ".eq" : ".eq-weights > *")];
    for (let tight = 1; !isOneRow(row); tight++) {
      // Two rows that can be read are better than one that cannot.
      if (tight > tightest) return void delete line.dataset["tight"];
      line.dataset["tight"] = String(tight);
    }
  };
}

/** The weights of several heads, seen as the picture is: the same words, the same tokens hidden. */
import type { ModelRun } from "../../engine/model-types.ts";
import { throughLens } from "../../render/lens.ts";
import type { LinesHead } from "../../render/lines-scene.ts";
import type { Picture } from "../run/pictures.ts";
import type { HeadPick } from "../state/model-state.ts";
import { pickedHeads, type HeadCounts } from "../../engine/combined-heads.ts";

export const headName = ({ layer, head }: HeadPick) => `${layer}.${head}`;

/** The picked heads, and first the chosen one where it is not among them. */
export function shownHeads(picks: readonly HeadPick[], chosen: HeadPick, counts: HeadCounts): HeadPick[] {
  const there = picks.length ? pickedHeads(picks, chosen.layer, counts) : [];
  const names = new Set(there.map(headName));
  return names.has(headName(chosen)) ? there : [chosen, ...there];
}

/** What is left of the shown heads, the chosen one among them: without it the first of the others is chosen. */
export function withoutHead(shown: readonly HeadPick[], out: HeadPick, chosen: HeadPick) {
  const left = shown.filter((each) => headName(each) !== headName(out));
  const next = headName(out) === headName(chosen) ? (left[0] ?? chosen) : chosen;
  return { picks: left.length > 1 ? left : [], layer: next.layer, head: next.head };
}

/** Reads weights once for each run and way of seeing it. */
export class LensHeads {
  readonly #changed: () => void;
  #run: ModelRun | null = null;
  #lens = "";
  readonly #kept = new Map<string, Float32Array | null>();
  #shown: readonly LinesHead[] = [];

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Those that were read; the others come with a call of `changed`. The same list while it is the same heads. */
  of(picture: Picture, heads: readonly HeadPick[]): readonly LinesHead[] {
    this.#begin(picture);
    for (const head of heads) if (!this.#kept.has(headName(head))) void this.#read(picture, head);
    const shown = heads.flatMap((head): LinesHead[] => {
      const weights = this.#kept.get(headName(head));
      return weights ? [{ name: headName(head), weights }] : [];
    });
    const isSame =
      shown.length === this.#shown.length && shown.every(({ weights }, at) => weights === this.#shown[at]!.weights);
    if (!isSame) this.#shown = shown;
    return this.#shown;
  }

  #begin({ model, recipe }: Picture): void {
    const { words, hide, part } = recipe.model!;
    const lens = JSON.stringify([model!.kind, words, hide, part]);
    if (model!.run === this.#run && lens === this.#lens) return;
    this.#run = model!.run;
    this.#lens = lens;
    this.#kept.clear();
  }

  async #read({ model, recipe }: Picture, place: HeadPick): Promise<void> {
    const { run, kind } = model!;
    const [name, lens] = [headName(place), this.#lens];
    this.#kept.set(name, null);
    const tokens = kind === "self" ? run.tokens : run.decoderTokens;
    const keyTokens = kind === "cross" ? run.tokens : tokens;
    try {
      const attention = await run.attention({ kind, ...place });
      if (this.#run !== run || this.#lens !== lens) return;
      this.#kept.set(name, throughLens({ tokens, keyTokens, over: "keys", ...attention }, recipe.model!).data.weights);
      this.#changed();
    } catch {
      // The picture's own run fails in the same way, and says why.
      this.#kept.delete(name);
    }
  }
}

/** What a board of views draws, and what it reports. */
import type { PlayOptions } from "../engine/options.ts";
import type { Direction, Pair, ViewData } from "../render/view-data.ts";

export interface Board {
  data: ViewData;
  options: Partial<PlayOptions>;
  nLayers: number;
  /** Of a transformer rather than of word vectors. */
  model?: boolean;
  /** The data's own pin, which holds where no attribute says otherwise. */
  query?: number | undefined;
  key?: number | undefined;
  /** What can be chosen among. */
  heads: readonly { layer: number; head: number }[];
}

/** What the person points at or chose, as the elements report it. */
export interface PairDetail {
  pair: Pair | null;
  direction: Direction;
  selection: readonly number[];
}

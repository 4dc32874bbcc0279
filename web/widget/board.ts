/** What a board of views draws, and what it reports. */
import type { Combination } from "../engine/combined-heads.ts";
import type { PlayOptions } from "../engine/options.ts";
import type { Explanation } from "../engine/types.ts";
import type { Direction, Pair, ViewData } from "../render/view-data.ts";
import type { StepsPlace } from "./views/steps-notes.ts";

export interface Board {
  data: ViewData;
  options: Partial<PlayOptions>;
  nLayers: number;
  /** Of a transformer rather than of word vectors. */
  model?: boolean;
  /** What is shown of several heads, if not one head's weights; `heads` are named where they were picked. */
  combined?: { combine: Exclude<Combination, "head">; layer: number; heads: string } | null;
  /** The data's own pin, which holds where no attribute says otherwise. */
  query?: number | undefined;
  key?: number | undefined;
  /** What can be chosen among. */
  heads: readonly { layer: number; head: number }[];
}

/** Every number of one pair. */
export interface PairSteps {
  explanation: Explanation;
  /** The weights that its row is of; its query and key are tokens of it. */
  data: ViewData;
  /** Where it is, if the other views show these numbers in another way. */
  place: StepsPlace | null;
}

/** What the person points at or chose, as the elements report it. */
export interface PairDetail {
  pair: Pair | null;
  direction: Direction;
  selection: readonly number[];
}

/** A run that the playground draws, whether word vectors or a transformer made it. */
import type { AttentionRun, Progress } from "../engine/types.ts";
import type { WidgetStrings } from "../i18n/widget.ts";
import type { Pair } from "../render/view-data.ts";
import type { Board, PairSteps } from "./board.ts";

export interface Played {
  run: AttentionRun;
  board: Board;
  /** Place of the drawn head among the board's. */
  shownHead: number;
  explain(pair: Pair): Promise<PairSteps>;
}

export function sayWork(working: Exclude<Working, null>, view: WidgetStrings["view"]): string {
  if (working === "loading") return view.loading;
  if (working === "computing") return view.computing;
  const { name, loaded, total } = working;
  return view.loadingFile(name, total ? Math.round((100 * loaded) / total) : null);
}

/** What is under way. */
export type Working = Progress | "loading" | "computing" | null;

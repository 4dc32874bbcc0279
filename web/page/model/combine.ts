/** What strip and matrix show of a run: the chosen head. */
import type { HeadPlace, ModelRun } from "../../engine/model-types.ts";
import type { Attention } from "../../engine/types.ts";
import type { ModelState } from "../state/model-state.ts";

export const combined = (run: ModelRun, _state: ModelState, place: Required<HeadPlace>): Promise<Attention> =>
  run.attention(place);

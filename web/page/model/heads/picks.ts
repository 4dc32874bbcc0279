/** The heads that a picture of several is of. Pure. */
import type { HeadPick, ModelState } from "../../state/model-state.ts";

/** Whether the picture is one of picked heads: their mean or maximum, or their lines. */
export const picksCount = ({ combine, view }: Pick<ModelState, "combine" | "view">): boolean =>
  combine === "mean" || combine === "max" || (combine === "head" && view === "lines");

export const isPicked = (picks: readonly HeadPick[], { layer, head }: HeadPick): boolean =>
  picks.some((pick) => pick.layer === layer && pick.head === head);

/** With this head, or without it where it was there. */
export const withPick = (picks: readonly HeadPick[], { layer, head }: HeadPick): HeadPick[] =>
  isPicked(picks, { layer, head })
    ? picks.filter((pick) => pick.layer !== layer || pick.head !== head)
    : [...picks, { layer, head }];

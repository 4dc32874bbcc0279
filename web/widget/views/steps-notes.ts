/** How the steps under a picture of a transformer differ from what the picture shows. Pure. */
import type { WidgetStrings } from "../../i18n/widget.ts";
import { visibleText } from "../../render/token-text.ts";
import type { Pair, ViewData } from "../../render/view-data.ts";

export interface StepsPlace {
  layer: number;
  head: number;
  /** Whether the picture shows something else than this head's weights. */
  isCombined: boolean;
  /** Whether the picture leaves tokens out. */
  isHiding: boolean;
  /** The tokens of the run that each shown query and key stands for. */
  queries: readonly (readonly number[])[];
  keys: readonly (readonly number[])[];
}

/** @param pair of `data`, which has all tokens of the run */
export function stepsNotes(
  { layer, head, isCombined, isHiding, queries, keys }: StepsPlace,
  { query, key }: Pair,
  data: Pick<ViewData, "tokens" | "keyTokens">,
  { view }: Pick<WidgetStrings, "view">,
): string[] {
  const behind = (groups: readonly (readonly number[])[], token: number) =>
    groups.find((tokens) => tokens.includes(token))?.length ?? 1;
  const isOfPieces = behind(queries, query) > 1 || behind(keys, key) > 1;
  const text = (tokens: ViewData["tokens"], index: number) => visibleText(tokens[index]?.text ?? "");
  const notes = [
    isCombined && view.stepsAlone(layer, head),
    isOfPieces && view.stepsOfPieces(text(data.tokens, query), text(data.keyTokens, key)),
    isHiding && view.stepsOfAll,
  ];
  return notes.filter((note) => note !== false);
}

/** What of a run can be chosen to be shown. Pure. */
import type { AttentionKind, ModelToken } from "../../../engine/model-types.ts";
import { combinations, hiddenTokens, pairParts } from "../../state/model-state.ts";
import type { Combination, HiddenTokens, PairPart } from "../../state/model-state.ts";

export interface ViewChoices {
  combine: readonly Combination[];
  hide: readonly HiddenTokens[];
  /** Empty where there is one text. */
  part: readonly PairPart[];
  /** Whether any word has several pieces. */
  words: boolean;
}

type Tokens = readonly Pick<ModelToken, "special" | "word" | "segment">[];

export function viewChoices(tokens: Tokens, kind: AttentionKind): ViewChoices {
  const isPair = kind === "self" && tokens.some(({ segment }) => segment === "b");
  return {
    combine: combinations.filter((each) => each !== "rollout" || kind !== "cross"),
    hide: hiddenTokens.filter((each) => each !== "special" || tokens.some(({ special }) => special)),
    part: isPair ? pairParts : [],
    words: tokens.some(({ word }, index) => word !== null && word === tokens[index - 1]?.word),
  };
}

/** Edits of the tokens themselves: neighbours made one, one cut, all as the segmenter has them. */
import type { ChangeKind } from "../state/history.ts";
import { mergeTokens, splitToken, tokenEdits, type TokenEdits, type TokenScene } from "../state/hand-tokens.ts";
import type { PlayState } from "../state/play-state.ts";

/** What is edited, and who takes the result. */
interface Edited {
  readonly state: PlayState;
  readonly tokenScene: TokenScene;
  change(state: PlayState, kind: ChangeKind): void;
}

export class TokenEditor {
  readonly #of: Edited;

  constructor(of: Edited) {
    this.#of = of;
  }

  /** What can be done to the tokens of the selection, or to the pinned one. */
  get possible(): TokenEdits {
    return tokenEdits(this.#of.state, this.#of.tokenScene);
  }

  merge(): void {
    this.#of.change(mergeTokens(this.#of.state, this.#of.tokenScene), "pick");
  }

  /** @param at one of the token's split places, or all of them */
  split(at: number | "all"): void {
    this.#of.change(splitToken(this.#of.state, this.#of.tokenScene, at), "pick");
  }

  reset(): void {
    this.#of.change({ ...this.#of.state, tokens: null, tokensB: null, query: null, key: null }, "pick");
  }
}

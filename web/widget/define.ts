/** The widget's one script: registers `<attention-view>` and `<attention-playground>`, and does nothing without a DOM. */
import type { AttentionPlaygroundElement } from "./attention-playground.ts";
import type { AttentionViewElement } from "./attention-view.ts";

export type { AttentionPlaygroundElement, AttentionViewElement };
export type { PairDetail } from "./board.ts";

/** Settles when the elements are registered. */
export const ready: Promise<void> =
  typeof customElements === "undefined" ? Promise.resolve() : import("./elements.ts").then(() => undefined);

// Here and not beside the registration, so that whoever imports this script has the types.
declare global {
  interface HTMLElementTagNameMap {
    "attention-view": AttentionViewElement;
    "attention-playground": AttentionPlaygroundElement;
  }
}

/** The widget's one script: registers `<attention-view>` and `<attention-playground>`, and does nothing without a DOM. */
export type { AttentionPlaygroundElement } from "./attention-playground.ts";
export type { AttentionViewElement } from "./attention-view.ts";
export type { PairDetail } from "./board.ts";

/** Settles when the elements are registered. */
export const ready: Promise<void> =
  typeof customElements === "undefined" ? Promise.resolve() : import("./elements.ts").then(() => undefined);

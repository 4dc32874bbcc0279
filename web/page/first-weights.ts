/** Marks the moment when the first weights are on the screen; only then may anything else use the network. */
import type { Controller } from "./controller.ts";

export function afterFirstWeights(controller: Controller, then: () => void): void {
  const look = () => {
    if (!controller.picture) return;
    controller.removeEventListener("change", look);
    // The strip draws in this frame; the mark is set once that frame is painted.
    requestAnimationFrame(() =>
      setTimeout(() => {
        performance.mark("first-weights");
        then();
      }),
    );
  };
  controller.addEventListener("change", look);
}

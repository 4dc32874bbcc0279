// Our view of lines as a peer: what is drawn, and a pointer that moves over the tokens.
/* global PointerEvent, document */
import "/build/bench-views/lines.js";
import { tokensOf } from "./attention.mjs";

export function drawOurs(parent, heads, n) {
  const tokens = tokensOf(n).map((text) => ({ text, known: true, special: false, language: "en" }));
  const none = new Float32Array(n * n);
  const view = document.createElement("attn-lines");
  view.data = {
    tokens,
    keyTokens: tokens,
    nQueries: n,
    nKeys: n,
    weights: heads[0],
    scores: none,
    maskedScores: none,
    over: "keys",
    scoreless: true,
  };
  view.heads = heads.map((weights, head) => ({ name: `0.${head}`, weights }));
  parent.append(view);
  return {
    /** Whether the lines stand there. */
    isDrawn: () => (view.shadowRoot?.querySelector("canvas.all")?.width ?? 0) > 300,
    pointAt(token) {
      const picture = view.shadowRoot.querySelector(".picture");
      const { left, top, height } = picture.getBoundingClientRect();
      const at = { clientX: left + 10, clientY: top + ((token + 0.5) * height) / n };
      picture.dispatchEvent(new PointerEvent("pointermove", { ...at, bubbles: true, pointerType: "mouse" }));
    },
  };
}

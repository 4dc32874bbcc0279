/** Registers the three views; importing it twice does no harm. */
import { AttnMatrix } from "./attn-matrix.ts";
import { AttnSteps } from "./attn-steps.ts";
import { AttnStrip } from "./attn-strip.ts";

const views = { "attn-strip": AttnStrip, "attn-matrix": AttnMatrix, "attn-steps": AttnSteps };

for (const [name, view] of Object.entries(views)) if (!customElements.get(name)) customElements.define(name, view);

declare global {
  interface HTMLElementTagNameMap {
    "attn-strip": AttnStrip;
    "attn-matrix": AttnMatrix;
    "attn-steps": AttnSteps;
  }
}

/** Registers the three views; importing it twice does no harm. */
import { AttnMatrix } from "./attn-matrix.ts";
import { AttnStrip } from "./attn-strip.ts";

const views = { "attn-strip": AttnStrip, "attn-matrix": AttnMatrix };

for (const [name, view] of Object.entries(views)) if (!customElements.get(name)) customElements.define(name, view);

declare global {
  interface HTMLElementTagNameMap {
    "attn-strip": AttnStrip;
    "attn-matrix": AttnMatrix;
  }
}

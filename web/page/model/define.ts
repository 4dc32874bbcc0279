/** Registers what the page has for transformers only; loaded when one is chosen. */
import { HeadSwitch } from "./head-switch.ts";
import { HeadGrid } from "./heads/head-grid.ts";
import { HeadScales } from "./heads/head-scale.ts";
import { Heads } from "./heads/heads.ts";
import { ViewBar } from "./view-bar/view-bar.ts";

const elements = {
  "page-head-grid": HeadGrid,
  "page-head-scale": HeadScales,
  "page-head-switch": HeadSwitch,
  "page-heads": Heads,
  "page-view-bar": ViewBar,
};

for (const [name, element] of Object.entries(elements)) customElements.define(name, element);

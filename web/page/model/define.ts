/** Registers what the page has for transformers only; loaded when one is chosen. */
import { Cost } from "./cost/cost.ts";
import { HeadSwitch } from "./head-switch.ts";
import { HeadGrid } from "./heads/head-grid.ts";
import { HeadScales } from "./heads/head-scale.ts";
import { Heads } from "./heads/heads.ts";
import { Labels } from "./predict/labels.ts";
import { MaskWords } from "./predict/mask-words.ts";
import { NextToken } from "./predict/next-token.ts";
import { Predictions } from "./predict/predictions.ts";
import { AttnLines } from "../../widget/views/attn-lines.ts";
import { PageLines } from "./view-bar/lines.ts";
import { ViewBar } from "./view-bar/view-bar.ts";

const elements = {
  "attn-lines": AttnLines,
  "page-cost": Cost,
  "page-head-grid": HeadGrid,
  "page-head-scale": HeadScales,
  "page-head-switch": HeadSwitch,
  "page-heads": Heads,
  "page-labels": Labels,
  "page-mask-words": MaskWords,
  "page-next-token": NextToken,
  "page-predictions": Predictions,
  "page-lines": PageLines,
  "page-view-bar": ViewBar,
};

for (const [name, element] of Object.entries(elements)) customElements.define(name, element);

/** Registers everything; imported where there is a DOM only. */
import { AttentionPlaygroundElement } from "./attention-playground.ts";
import { AttentionViewElement } from "./attention-view.ts";
import "./views/define.ts";

const elements = { "attention-view": AttentionViewElement, "attention-playground": AttentionPlaygroundElement };

for (const [name, element] of Object.entries(elements))
  if (!customElements.get(name)) customElements.define(name, element);

/** Registers what the page has for transformers only; loaded when one is chosen. */
import { HeadSwitch } from "./head-switch.ts";

const elements = { "page-head-switch": HeadSwitch };

for (const [name, element] of Object.entries(elements)) customElements.define(name, element);

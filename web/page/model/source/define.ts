/** Registers what chooses and reports transformers; loaded when the list of sources opens, or one is on its way. */
import { ModelSources } from "./model-sources.ts";
import { ModelStatus } from "./model-status.ts";

for (const [name, element] of Object.entries({ "page-model-sources": ModelSources, "page-model-status": ModelStatus }))
  customElements.define(name, element);

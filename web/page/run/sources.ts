/** What a state can be run on: the vectors and the transformer that are open and that it names. */
import type { Model } from "../../engine/model-types.ts";
import type { VectorsHandle } from "../../engine/types.ts";

export interface OpenSources {
  vectors: VectorsHandle | null;
  model: Model | null;
}

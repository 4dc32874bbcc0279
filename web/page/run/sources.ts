/** What a state can be run on: the vectors and the transformer that are open and that it names. */
import type { Model } from "../../engine/model-types.ts";
import type { VectorsHandle } from "../../engine/types.ts";

export interface OpenSources {
  vectors: VectorsHandle | null;
  model: Model | null;
  /** The state names a transformer that is not here and will not come by itself: word vectors stand in for it. */
  isModelAbsent?: boolean;
}

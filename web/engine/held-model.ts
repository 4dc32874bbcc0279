/** A loaded model: where it came from, what it is read with, and what the core holds of it. */
import type { ModelLocation, ModelTokenizer } from "../text/model/index.ts";
import type { Core } from "./core.ts";
import type { CoreModel } from "./core-model.ts";
import type { FamilyModel } from "./families/family.ts";
import type { LoadSettings, ModelRecipe } from "./model-protocol.ts";
import type { ModelInfo } from "./model-types.ts";

/** What it took to have a recipe's numbers: one row for each step, or (null) all tokens at once. */
export interface Spent {
  milliseconds: number;
  nSteps: number | null;
}

export interface Held {
  readonly id: number;
  readonly location: ModelLocation;
  readonly settings: LoadSettings;
  readonly info: ModelInfo;
  readonly family: FamilyModel;
  readonly tokenizer: ModelTokenizer | null;
  /** Where a core has it. */
  readonly places: WeakMap<Core, Promise<CoreModel>>;
  /** Whose numbers it holds there, with the steps taken. */
  current: { model: CoreModel; recipe: ModelRecipe; spent: Spent } | null;
}

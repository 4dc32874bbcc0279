/** The public types of models that are not loaded: what one would take, and what this browser keeps. */
import type { WeightKind } from "./model-types.ts";

/** What a model is and would take, known before its numbers are fetched. */
export interface ModelOffer {
  /** `model_type` of config.json. */
  family: string;
  /** The folder or id that it came from, for people. */
  name: string;
  nParams: number;
  /** What is to be read of its files: the tensors that are used, and the tokenizer. */
  fileBytes: number;
  /** What its parameters would take in the engine. */
  bytes: Record<WeightKind, number>;
  hasTokenizer: boolean;
}

/** A model of which this browser keeps files. */
export interface KeptModel {
  /** As loadModel() takes it: "e5-small", a hub id, an address. */
  source: string;
  bytes: number;
  /** Whether every file that was asked for is there to its end: then it can be loaded without a network. */
  isComplete: boolean;
}

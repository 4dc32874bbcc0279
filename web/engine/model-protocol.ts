/** What client and host say to each other about transformers: plain data that survives postMessage. */
import type { KeptFolder, ModelLocation } from "../text/model/index.ts";
import type { ModelTrace } from "./model-request.ts";
import type {
  AttentionKind,
  Candidate,
  CandidateOptions,
  GenerateOptions,
  HeadSummary,
  Interventions,
  LoadModelOptions,
  ModelInfo,
  ModelInput,
  ModelToken,
  NewToken,
  RunCost,
  RunOptions,
  ThumbnailOptions,
} from "./model-types.ts";
import type { ModelOffer } from "./offer-types.ts";
import type { PlayOptions } from "./options.ts";
import type { Attention, Explanation, Pixels, Progress, Tensor } from "./types.ts";

/** All that a run's numbers follow from: whoever has it gets the same bits again, whatever ran in between. */
export interface ModelRecipe {
  id: number;
  model: number;
  /** Of the encoder, or of a decoder-only model. */
  ids: Int32Array;
  types: Int32Array | null;
  /** 1 where a token is special. */
  special: Int32Array;
  decoderIds: Int32Array | null;
  /** Ids that were then added one by one, by the KV cache. */
  steps: number[];
  /** Tokens of the first of two texts; 0 when there is one. */
  nFirst: number;
  interventions: Interventions;
  /** Whether the core holds queries and contexts of all heads, too. */
  keepsAll: boolean;
}

/** Tokens and recipe of an input; nothing is computed yet. */
export interface ModelPlan {
  recipe: ModelRecipe;
  tokens: ModelToken[];
  decoderTokens: ModelToken[];
  nCut: number;
  text: string | null;
  options: PlayOptions;
}

export interface ModelPlanned extends ModelPlan {
  cost: RunCost;
}

/** A head of a run. */
export interface HeadOf {
  recipe: ModelRecipe;
  kind: AttentionKind;
  layer: number;
  head: number;
}

/** A pair, in every head of a run. */
export interface PairOf {
  recipe: ModelRecipe;
  kind: AttentionKind;
  query: number;
  key: number;
}

/** What is run: an input, or (generate) a run that is to go on. */
export type PlainRunOptions = Omit<RunOptions, "signal">;
export type PlainGenerateOptions = Omit<GenerateOptions, "signal" | "onToken">;

export type LoadSettings = Required<Pick<LoadModelOptions, "weights" | "rope">>;

export interface ModelCalls {
  loadModel: {
    in: { location: ModelLocation; settings: LoadSettings };
    out: { id: number; info: ModelInfo };
    event: Progress;
  };
  inspectModel: { in: { location: ModelLocation }; out: ModelOffer; event: never };
  /** By the addresses that their files lie under. */
  keptModels: { in: null; out: KeptFolder[]; event: never };
  forgetModel: { in: { location: ModelLocation }; out: null; event: never };
  disposeModel: { in: { id: number }; out: null; event: never };
  runModel: { in: { model: number; input: ModelInput; options: PlainRunOptions }; out: ModelPlanned; event: never };
  generate: {
    in: { model: number; input: ModelInput | ModelPlanned; options: PlainGenerateOptions };
    out: { ids: number[]; text: string; planned: ModelPlanned };
    event: NewToken;
  };
  extendModel: {
    in: { model: number; planned: ModelPlanned; ids: ArrayLike<number> };
    out: ModelPlanned;
    event: never;
  };
  modelAttention: { in: HeadOf; out: Attention; event: never };
  modelSummary: { in: { recipe: ModelRecipe }; out: HeadSummary[]; event: never };
  modelHidden: { in: { recipe: ModelRecipe; stack: "encoder" | "decoder"; layer: number }; out: Tensor; event: never };
  modelLogits: { in: { recipe: ModelRecipe; row: number | null }; out: Tensor | null; event: never };
  modelCandidates: {
    in: { recipe: ModelRecipe; options: CandidateOptions };
    out: Candidate[] | null;
    event: never;
  };
  modelTrace: { in: HeadOf & { name: ModelTrace; ofKeys: boolean }; out: Tensor; event: never };
  modelExplain: { in: HeadOf & { query: number; key: number }; out: Explanation; event: never };
  modelRollout: { in: { recipe: ModelRecipe; kind: AttentionKind; query: number | null }; out: Tensor; event: never };
  modelValueNorms: { in: HeadOf; out: Tensor; event: never };
  modelPairWeights: { in: PairOf; out: Tensor; event: never };
  modelThumbnails: {
    in: { recipe: ModelRecipe; kind: AttentionKind; options: Omit<ThumbnailOptions, "kind"> };
    out: Pixels;
    event: never;
  };
}
export type ModelCallName = keyof ModelCalls;

const names: Record<ModelCallName, true> = {
  loadModel: true,
  inspectModel: true,
  keptModels: true,
  forgetModel: true,
  disposeModel: true,
  runModel: true,
  generate: true,
  extendModel: true,
  modelAttention: true,
  modelSummary: true,
  modelHidden: true,
  modelLogits: true,
  modelCandidates: true,
  modelTrace: true,
  modelExplain: true,
  modelRollout: true,
  modelValueNorms: true,
  modelPairWeights: true,
  modelThumbnails: true,
};
export const isModelCall = (name: string): name is ModelCallName => Object.hasOwn(names, name);

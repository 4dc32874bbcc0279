/** A model's run as its caller sees it: knows the recipe and asks the host for numbers. */
import { badInput, requireNames, requireSide } from "./arguments.ts";
import type { Ask } from "./link.ts";
import type { HeadOf, ModelPlanned, ModelRecipe } from "./model-protocol.ts";
import type {
  AttentionKind,
  Candidate,
  CandidateOptions,
  HeadPlace,
  HeadSummary,
  ModelInfo,
  ModelRun,
  ModelToken,
  ModelTrace,
  RunCost,
  ThumbnailOptions,
} from "./model-types.ts";
import type { PlayOptions } from "./options.ts";
import { toRunJson } from "./run-json.ts";
import type { Attention, Explanation, Pixels, RunJson, Tensor, TraceName } from "./types.ts";

export class TransformerRun implements ModelRun {
  /** For who goes on from here. */
  readonly planned: ModelPlanned;
  readonly nLayers: number;
  readonly nHeads: number;
  readonly dModel: number;
  readonly headDim: number;
  readonly labels: string[] | null;
  readonly #ask: Ask;
  readonly #info: ModelInfo;

  constructor(ask: Ask, info: ModelInfo, planned: ModelPlanned) {
    this.#ask = ask;
    this.#info = info;
    this.planned = planned;
    this.nLayers = info.nLayers;
    this.nHeads = info.nHeads;
    this.dModel = info.dModel;
    this.headDim = info.headDim;
    this.labels = info.labels ?? null;
  }

  get tokens(): ModelToken[] {
    return this.planned.tokens;
  }

  get keyTokens(): ModelToken[] {
    return this.planned.tokens;
  }

  get decoderTokens(): ModelToken[] {
    return this.planned.decoderTokens;
  }

  get options(): PlayOptions {
    return this.planned.options;
  }

  get nCut(): number {
    return this.planned.nCut;
  }

  get cost(): RunCost {
    return this.planned.cost;
  }

  get #recipe(): ModelRecipe {
    return this.planned.recipe;
  }

  async attention(at: HeadPlace = {}): Promise<Attention> {
    return this.#ask("modelAttention", this.#at("attention()'s argument", at));
  }

  async summary(): Promise<HeadSummary[]> {
    return this.#ask("modelSummary", { recipe: this.#recipe });
  }

  async hidden(layer: number, options: { stack?: "encoder" | "decoder" } = {}): Promise<Tensor> {
    requireNames("hidden()'s second argument", options, ["stack"]);
    const { stack = "decoder" } = options;
    if (stack !== "encoder" && stack !== "decoder") throw badInput("stack", '"encoder" or "decoder"');
    return this.#ask("modelHidden", { recipe: this.#recipe, stack, layer });
  }

  async logits(options: { token?: number } = {}): Promise<Tensor | null> {
    requireNames("logits()'s argument", options, ["token"]);
    const { token } = options;
    return this.#ask("modelLogits", { recipe: this.#recipe, row: token ?? null });
  }

  async candidates(options: CandidateOptions = {}): Promise<Candidate[] | null> {
    requireNames("candidates()'s argument", options, ["token", "count", "temperature", "topK", "topP"]);
    return this.#ask("modelCandidates", { recipe: this.#recipe, options });
  }

  async trace(name: TraceName | ModelTrace, at: HeadPlace & { of?: "queries" | "keys" } = {}): Promise<Tensor> {
    const place = this.#at("trace()'s second argument", at, ["of"]);
    const { of = "queries" } = at;
    requireSide(of);
    return this.#ask("modelTrace", { ...place, name: name as ModelTrace, ofKeys: of === "keys" });
  }

  async explain(at: HeadPlace & { query: number; key: number }): Promise<Explanation> {
    const place = this.#at("explain()'s argument", at, ["query", "key"]);
    const { query, key } = at;
    return this.#ask("modelExplain", { ...place, query, key });
  }

  async rollout(options: { kind?: "self" | "decoder"; query?: number } = {}): Promise<Tensor> {
    requireNames("rollout()'s argument", options, ["kind", "query"]);
    const { kind = "self", query } = options;
    return this.#ask("modelRollout", { recipe: this.#recipe, kind, query: query ?? null });
  }

  async valueNorms(at: HeadPlace = {}): Promise<Tensor> {
    return this.#ask("modelValueNorms", this.#at("valueNorms()'s argument", at));
  }

  async pairWeights(at: { kind?: AttentionKind; query: number; key: number }): Promise<Tensor> {
    requireNames("pairWeights()'s argument", at, ["query", "key", "kind"]);
    const { kind = "self", query, key } = at;
    return this.#ask("modelPairWeights", { recipe: this.#recipe, kind, query, key });
  }

  async thumbnails(given: ThumbnailOptions): Promise<Pixels> {
    requireNames("thumbnails()'s argument", given, ["table", "kind", "block", "max"]);
    const { kind = "self", ...options } = given;
    return this.#ask("modelThumbnails", { recipe: this.#recipe, kind, options });
  }

  async toJSON(at: HeadPlace = {}): Promise<RunJson> {
    const place = typeof at === "string" ? {} : at; // JSON.stringify() calls it with a key
    requireNames("toJSON()'s argument", place, placeNames);
    const { layer, head, kind = "self" } = place;
    const { nLayers, nHeads } = kind === "self" ? this.#info : (this.#info.decoder ?? this.#info);
    const layers = layer === undefined ? range(nLayers) : [layer];
    const heads = head === undefined ? range(nHeads) : [head];
    const places = layers.flatMap((l) => heads.map((h) => ({ layer: l, head: h })));
    const numbers: (Attention & { layer: number; head: number })[] = [];
    for (const each of places) numbers.push({ ...each, ...(await this.attention({ ...each, kind })) });
    const run = { ...this.#tokensOf(kind), nLayers, nHeads, options: this.options };
    const { family, name } = this.#info;
    return { ...toRunJson(run, numbers, this.planned.text), model: { family, name, kind } };
  }

  #tokensOf(kind: AttentionKind): { tokens: ModelToken[]; keyTokens: ModelToken[] } {
    const tokens = kind === "self" ? this.tokens : this.decoderTokens;
    return { tokens, keyTokens: kind === "cross" ? this.tokens : tokens };
  }

  #at(what: string, at: HeadPlace, others: readonly string[] = []): HeadOf {
    requireNames(what, at, [...others, ...placeNames]);
    const { kind = "self", layer = 0, head = 0 } = at;
    return { recipe: this.#recipe, kind, layer, head };
  }
}

const placeNames = ["layer", "head", "kind"];

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

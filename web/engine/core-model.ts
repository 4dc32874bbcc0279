/**
 * One transformer in the core as typed calls: only copies of its memory leave. The order of use:
 * new CoreModel → estimate() → take() every tensor → missing() is empty → run() → read, step(), run() again …
 */
import { AbandonedCore } from "./abandoned-core.ts";
import { AttentionError } from "./errors.ts";
import { describeTo } from "./model-fields.ts";
import { type ModelDescription, type Place, tensorNames } from "./model-description.ts";
import {
  type AttentionKind,
  attentionKinds,
  type Block,
  type Interventions,
  type ModelRunRequest,
  type ModelTrace,
  modelTraces,
  type SampleRule,
  type StoredPart,
  storedTypes,
  type StoredType,
} from "./model-request.ts";
import { maskNumbers } from "./mask-numbers.ts";
import { check } from "./status.ts";
import type { Tensor } from "./types.ts";
import {
  callModel,
  type ModelCall,
  type ModelResult,
  type ModelSlot,
  resultOf,
  stageInModel,
  type WasmModel,
} from "./wasm-model.ts";

const stackNames = ["encoder", "decoder", "head"] as const;

export class CoreModel {
  #model: WasmModel | null;

  /** @throws AttentionError `bad_option` for a description that makes no sense, `out_of_memory` */
  constructor(model: WasmModel, description: ModelDescription) {
    this.#model = model;
    describeTo(model, description);
    check(callModel(model, "open", []), { bad_option: "The description of the model contradicts itself." });
  }

  /** After a trap the memory cannot be trusted: every call then throws AbandonedCore. */
  abandon(): void {
    this.#model = null;
  }

  dispose(): void {
    this.#model?.delete();
    this.#model = null;
  }

  get #live(): WasmModel {
    if (!this.#model) throw new AbandonedCore();
    return this.#model;
  }

  #call(what: ModelCall, ...numbers: number[]): number {
    return callModel(this.#live, what, numbers);
  }

  #put(slot: ModelSlot, data: Uint8Array | Int32Array | Float32Array): void {
    if (!stageInModel(this.#live, slot, data)) throw outOfMemory(data.byteLength);
  }

  /** Bytes of the parameters, and of a run with so many tokens, all weights kept. Nothing is taken for it. */
  estimate(nTokens: number, nDecoderTokens = 0, keepsAll = false): { params: number; run: number } {
    return {
      params: this.#call("paramBytes"),
      run: this.#call("runBytes", nTokens, nDecoderTokens, Number(keepsAll)),
    };
  }

  /** [rows, columns] that the description asks of a tensor; null if it has no such tensor. */
  shapeOf(place: Place): [nRows: number, nColumns: number] | null {
    const at = numbersOf(place);
    const nRows = this.#call("rows", ...at);
    return nRows === 0 ? null : [nRows, this.#call("columns", ...at)];
  }

  /**
   * Takes a part of a file's tensor into the model, block by block: converted and packed in place. Parts come in any order,
   * each once. Blocks that do not touch the part's rows are skipped, so that the same blocks serve every part.
   * @throws AttentionError `bad_tensor` (no such tensor, a block outside of it, int8 without scales), `not_finite`, `out_of_memory`
   */
  take(part: StoredPart, blocks: readonly Block[]): void {
    const nRows = part.bytes.length / elementSize(part.type) / part.nColumns;
    this.#put("part", part.bytes);
    this.#put("scales", part.scales ?? new Float32Array());
    for (const block of blocks) this.#takeBlock(part, nRows, block);
  }

  #takeBlock(part: StoredPart, nRows: number, block: Block): void {
    const { fromRow = 0, fromColumn = 0, transposed = false, toRow = 0, toColumn = 0 } = block;
    const first = Math.max(fromRow, part.firstRow);
    const end = Math.min(fromRow + (block.nRows ?? Infinity), part.firstRow + nRows);
    if (first >= end) return;
    const [tensor, stack, layer] = numbersOf(block);
    const skipped = first - fromRow;
    const numbers = [
      ...[tensor, stack, layer, storedTypes.indexOf(part.type), part.nColumns, first - part.firstRow, fromColumn],
      ...[end - first, block.nColumns ?? part.nColumns - fromColumn, Number(transposed)],
      ...(transposed ? [toRow, toColumn + skipped] : [toRow + skipped, toColumn]),
    ];
    this.#put("take", Int32Array.from(numbers));
    const status = this.#call("take");
    const where = `${block.stack}${block.layer < 0 ? "" : ` layer ${block.layer}`}: ${block.name}`;
    check(
      status,
      {
        bad_index: `The model has no tensor ${where}.`,
        shape_mismatch: `A part does not fit into ${where}.`,
        not_finite: `${where} holds NaN or infinity.`,
      },
      { tensor: where },
    );
  }

  /** The tensors that the description asks for and that are not yet complete. */
  missing(): Place[] {
    check(this.#call("missing"));
    const numbers = resultOf(this.#live, "missing");
    return Array.from({ length: numbers.length / 3 }, (_, i) => ({
      name: tensorNames[numbers[3 * i] ?? 0] ?? "tokens",
      stack: stackNames[numbers[3 * i + 1] ?? 0] ?? "head",
      layer: numbers[3 * i + 2] ?? -1,
    }));
  }

  /**
   * Runs the model. What was run before is replaced; where only interventions differ from it, layers before the first changed
   * one are not computed again.
   * @throws AttentionError `empty_text`, `too_long` (more tokens than the model has positions), `bad_index` (an id outside the
   *   vocabulary; a layer or head that is not there), `bad_option`, `bad_tensor` (tensors are missing), `not_finite`, `out_of_memory`
   */
  run(request: ModelRunRequest): void {
    for (const slot of ["ids", "types", "decoderIds", "special", "decoderSpecial"] as const)
      this.#put(slot, request[slot] ?? new Int32Array());
    this.#intervene(request);
    check(this.#call("run", request.nReserved ?? 0, Number(request.keepsAll ?? false)));
  }

  #intervene({ headScales = [], temperatures = [], masks = [] }: Interventions): void {
    check(this.#call("clearChanges"));
    for (const { kind, layer, head, scale } of headScales)
      check(this.#call("scaleHead", kindNumber(kind), layer, head, scale));
    for (const { kind, layer = -1, temperature } of temperatures)
      check(this.#call("setTemperature", kindNumber(kind), layer, temperature));
    for (const { kind, layer = -1, mask, nA = 0 } of masks) {
      if (typeof mask === "object" && "cells" in mask) this.#put("cells", Int32Array.from(mask.cells.flat()));
      const { mask: rule, maskA, maskB } = maskNumbers(mask);
      check(this.#call("setMask", kindNumber(kind), layer, rule, maskA, maskB, nA));
    }
  }

  /** Adds a token to the decoder (or decoder-only) text: one row for every layer, by the KV cache. Then logits(−1) is its row. */
  step(id: number, special = false): void {
    check(this.#call("step", id, Number(special)), { too_long: "There is no room for another token." });
  }

  /** Takes the last token back. */
  undo(): void {
    check(this.#call("undo"));
  }

  /** A token drawn from the last row of logits; temperature 0 takes the largest. topK 0 and topP 1 keep all. Nothing is added. */
  sample({ temperature, topK, topP, seed }: SampleRule & { seed: number }): number {
    const token = this.#call("sample", temperature, topK, topP, seed);
    if (token < 0) check(-token);
    return token;
  }

  /** [n, 4]: id, logit, probability, chance of one row's largest logits (−1: the last), the best first. @throws `no_trace` */
  candidates(row: number, count: number, { temperature = 1, topK = 0, topP = 1 }: Partial<SampleRule>): Tensor {
    return this.#tensor(this.#call("candidates", row, count, temperature, topK, topP));
  }

  /** [nQueries, nKeys] each. */
  attention(kind: AttentionKind, layer: number, head: number) {
    check(this.#call("attention", kindNumber(kind), layer, head));
    return {
      nQueries: this.#call("resultRows"),
      nKeys: this.#call("resultColumns"),
      scores: this.#result("scores"),
      maskedScores: this.#result("maskedScores"),
      weights: this.#result("weights"),
    };
  }

  /** [layers · heads, summaryNumbers.length] */
  summary(kind: AttentionKind): Tensor {
    return this.#tensor(this.#call("summary", kindNumber(kind)));
  }

  /** [n, dModel]: 0 = embeddings, l = after layer l, −1 = after the last norm. */
  hidden(stack: "encoder" | "decoder", layer: number): Tensor {
    return this.#tensor(this.#call("hidden", stackNames.indexOf(stack), layer));
  }

  /** Of all tokens [n, nOutputs] ("text" heads: [1, nOutputs]), of one, or of the last (−1). @throws `no_trace` without a head */
  logits(row: number | "all" = "all"): Tensor {
    return this.#tensor(this.#call("logits", row === "all" ? -2 : row));
  }

  trace(name: ModelTrace, kind: AttentionKind, layer: number, head: number): Tensor {
    return this.#tensor(this.#call("trace", modelTraces.indexOf(name), kindNumber(kind), layer, head));
  }

  /** Names as in Explanation of types.ts: also `softcap` (c, where similarities become c·tanh(similarity/c)) and `head_scale` where they apply. */
  explain(kind: AttentionKind, layer: number, head: number, query: number, key: number) {
    check(this.#call("explain", kindNumber(kind), layer, head, query, key));
    const values = this.#live.explainedValues();
    const views = Object.entries(this.#live.explainedVectors());
    return { values, vectors: Object.fromEntries(views.map(([name, view]) => [name, view.slice()])) };
  }

  /** Attention rollout (Abnar & Zuidema 2020) from one query down to the first layer: [1, n], or from all: [n, n]. "self" or "decoder". */
  rollout(kind: AttentionKind, query: number | "all"): Tensor {
    return this.#tensor(this.#call("rollout", kindNumber(kind), query === "all" ? -1 : query));
  }

  /** weight_ij · ‖v_j W_O of the head‖ (Kobayashi et al. 2020): [nQueries, nKeys] */
  valueNorms(kind: AttentionKind, layer: number, head: number): Tensor {
    return this.#tensor(this.#call("valueNorms", kindNumber(kind), layer, head));
  }

  /** What every head gives one pair: [layers, heads] */
  pairWeights(kind: AttentionKind, query: number, key: number): Tensor {
    return this.#tensor(this.#call("pairWeights", kindNumber(kind), query, key));
  }

  /** Every head's weights as a picture: layers · heads times [height, width] RGBA; `table` as in run.pixels(). */
  thumbnails(kind: AttentionKind, block: number, table: Uint8ClampedArray, max: number) {
    this.#put("colours", new Uint8Array(table));
    check(this.#call("thumbnails", kindNumber(kind), block, max));
    return new Uint8ClampedArray(this.#result("pixels").buffer as ArrayBuffer);
  }

  #tensor(status: number): Tensor {
    check(status);
    return { shape: [this.#call("resultRows"), this.#call("resultColumns")], data: this.#result("result") };
  }

  #result(which: ModelResult): Float32Array {
    return resultOf(this.#live, which);
  }
}

const kindNumber = (kind: AttentionKind = "self") => attentionKinds.indexOf(kind);

const numbersOf = ({ name, stack, layer }: Place): [number, number, number] => [
  tensorNames.indexOf(name),
  stackNames.indexOf(stack),
  layer,
];

const elementSize = (type: StoredType) => ({ F32: 4, F16: 2, BF16: 2, I8: 1 })[type];

const outOfMemory = (nBytes: number) =>
  new AttentionError("out_of_memory", `There is not enough memory: ${nBytes} more bytes were needed.`, { nBytes });

/**
 * The class `Model` of wasm/model_bindings.cpp; wasm/model.h says what each call does with its numbers. A returned array is
 * a view that dies with the next call, so that only core-model.ts may touch one.
 */
export interface WasmModel {
  /** @returns a status, unless ModelCall in wasm/model.h says otherwise */
  call(what: number, a: number, b: number, c: number, d: number, e: number, f: number): number;
  /** Room for what the next call reads; empty if there is none left. */
  stage(slot: number, nBytes: number): Uint8Array;
  result(which: number): Float32Array;
  /** A copy. */
  explainedValues(): Record<string, number>;
  explainedVectors(): Record<string, Float32Array>;
  delete(): void;
}

/** In the order of `ModelCall` in wasm/model.h. */
const calls = [
  "set",
  "open",
  "rows",
  "columns",
  "paramBytes",
  "runBytes",
  "take",
  "missing",
  "clearChanges",
  "scaleHead",
  "setTemperature",
  "setMask",
  "run",
  "step",
  "undo",
  "sample",
  "attention",
  "summary",
  "hidden",
  "logits",
  "trace",
  "explain",
  "rollout",
  "valueNorms",
  "resultRows",
  "resultColumns",
  "thumbnails",
  "pairWeights",
  "candidates",
] as const;
export type ModelCall = (typeof calls)[number];

/** In the order of `ModelSlot` in wasm/model.h. */
const slots = [
  "part",
  "scales",
  "take",
  "ids",
  "types",
  "decoderIds",
  "special",
  "decoderSpecial",
  "cells",
  "colours",
] as const;
export type ModelSlot = (typeof slots)[number];

/** In the order of `ModelResult` in wasm/model.h. */
const results = ["scores", "maskedScores", "weights", "result", "missing", "pixels"] as const;
export type ModelResult = (typeof results)[number];

export const callModel = (
  model: WasmModel,
  what: ModelCall,
  [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]: readonly number[],
) => model.call(calls.indexOf(what), a, b, c, d, e, f);

/** @returns whether there was room */
export function stageInModel(model: WasmModel, slot: ModelSlot, data: Uint8Array | Int32Array | Float32Array): boolean {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const place = model.stage(slots.indexOf(slot), bytes.length);
  if (place.length !== bytes.length) return false;
  place.set(bytes);
  return true;
}

export const resultOf = (model: WasmModel, which: ModelResult) => model.result(results.indexOf(which)).slice();

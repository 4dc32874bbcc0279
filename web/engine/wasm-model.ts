/**
 * The class `Model` of wasm/model_bindings.cpp. Numbers are statuses unless said otherwise; a returned array is a view that
 * dies with the next call, so that only core-model.ts may touch one. Stacks: 0 encoder, 1 decoder, 2 head.
 */
export interface WasmModel {
  /** Sets a number of the description; `field` indexes the field lists of core-model.ts. Until the first take(). */
  set(field: number, stack: number, layer: number, value: number): number;
  /** Checks the description and makes the places of the tensors. */
  open(): number;
  /** Rows and columns that a tensor must have; 0 if the description has no such tensor. */
  nRows(tensor: number, stack: number, layer: number): number;
  nColumns(tensor: number, stack: number, layer: number): number;
  /** Memory that the parameters of the description take when all are there. */
  paramBytes(): number;
  /** Memory of a run with so many tokens, all weights kept. */
  runBytes(nEncoder: number, nDecoder: number): number;

  /** Room for a part of a file's tensor, and for the scales of its rows (int8). */
  stage(nBytes: number): Uint8Array;
  stageScales(n: number): Float32Array;
  /** Takes a block of the staged part into a tensor. @see CoreModel.take */
  take(request: TakeRequest): number;
  /** tensor, stack, layer of each tensor that is not yet complete: a copy */
  missing(): number[];

  /** Room for the ids of a run: which 0 encoder ids, 1 token types, 2 decoder ids, 3 specials, 4 decoder specials. */
  stageIds(which: number, n: number): Int32Array;
  clearInterventions(): void;
  setHeadScale(kind: number, layer: number, head: number, scale: number): number;
  setTemperature(kind: number, layer: number, temperature: number): number;
  /** Cells, if the rule is `cells`, come from stageIds(5). */
  setMask(kind: number, layer: number, rule: number, a: number, b: number, nA: number): number;
  run(keep: number, nReserved: number): number;
  step(id: number): number;
  undo(): number;
  sample(temperature: number, topK: number, topP: number, seed: number): number;

  attention(kind: number, layer: number, head: number): number;
  summary(kind: number): number;
  hidden(stack: number, layer: number): number;
  logits(row: number): number;
  trace(name: number, kind: number, layer: number, head: number): number;
  explain(kind: number, layer: number, head: number, query: number, key: number): number;
  rollout(kind: number, query: number): number;
  valueNorms(kind: number, layer: number, head: number): number;
  result(which: number): Float32Array;
  resultRows(): number;
  resultColumns(): number;
  explainedValues(): Record<string, number>;
  explainedVectors(): Record<string, Float32Array>;
  delete(): void;
}

export interface TakeRequest {
  tensor: number;
  stack: number;
  layer: number;
  dtype: number;
  /** Columns of the staged part. */
  nColumns: number;
  /** The block of the staged part … */
  fromRow: number;
  fromColumn: number;
  blockRows: number;
  blockColumns: number;
  transposed: boolean;
  /** … and where its first element goes. */
  toRow: number;
  toColumn: number;
}

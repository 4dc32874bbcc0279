/**
 * What wasm/bindings.cpp exports. Numbers are statuses unless said otherwise; a returned array is a view that dies with
 * the next call, so that only core.ts may touch one.
 */
import type { WasmModel } from "./wasm-model.ts";

export interface PlayRequest {
  dModel: number;
  nQueries: number;
  nKeys: number;
  qkv: number;
  offsets: number;
  sigma: number;
  seed: number;
  nHeads: number;
  score: number;
  bandwidth: number;
  position: number;
  mask: number;
  maskA: number;
  maskB: number;
  normalizer: number;
  temperature: number;
  topK: number;
  topP: number;
  over: number;
  residual: boolean;
  nA: number;
}

export interface AttendRequest {
  booleanMask: boolean;
  hasLengths: boolean;
  causal: boolean;
  hasScale: boolean;
  scale: number;
  softcap: number;
  leftWindow: number;
  rightWindow: number;
  qHeads: number;
  kvHeads: number;
  qkOutput: number;
}

export interface PixelRequest {
  /** Place in `results` of core.ts. */
  of: number;
  top: number;
  bottom: number;
  left: number;
  right: number;
  block: number;
  max: number;
  isSigned: boolean;
  showsMasks: boolean;
  /** red · 65536 + green · 256 + blue */
  masked: number;
}

export interface WasmSession {
  stage(slot: number, nBytes: number): Uint8Array;
  /** The table's number, or −status. */
  createTable(capacity: number, dModel: number): number;
  tableRows(table: number): Uint8Array;
  tableScales(table: number): Float32Array;
  adoptTable(table: number): number;
  addRow(table: number): number;
  removeTable(table: number): void;
  neighbors(table: number, row: number, inTable: number, count: number): number;
  /** row, similarity, row, similarity … : a copy */
  found(): number[];
  start(request: PlayRequest): number;
  attention(head: number): number;
  trace(name: number, head: number, ofKeys: boolean): number;
  explain(head: number, query: number, key: number): number;
  attend(request: AttendRequest): number;
  result(which: number): Float32Array;
  colour(request: PixelRequest): number;
  pixels(): Uint8Array;
  nRows(): number;
  nCols(): number;
  /** A copy. */
  explainedValues(): Record<string, number>;
  explainedVectors(): Record<string, Float32Array>;
}

export interface WasmModule {
  Session: new () => WasmSession;
  Model: new () => WasmModel;
  /** Builds with threads have these two. */
  setThreads?(n: number): void;
  PThread?: { terminateAllThreads(): void };
}

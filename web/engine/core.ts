/**
 * The compiled core as typed calls. The only file that sees the engine's memory: a view dies with the next call, so each
 * is filled or sliced in the expression that gets it, and only copies leave.
 */
import { AbandonedCore } from "./abandoned-core.ts";
import { AttentionError } from "./errors.ts";
import type { CoreModel } from "./core-model.ts";
import type { ModelDescription } from "./model-description.ts";
import { check } from "./status.ts";
import type { WasmModel } from "./wasm-model.ts";
import type { AttendRequest, PixelRequest, PlayRequest, WasmSession } from "./wasm-session.ts";

/** In the order of `Slot` in wasm/session.h. */
const slots = [
  "queries",
  "keys",
  "offsets",
  "cells",
  "vector",
  "q",
  "k",
  "v",
  "mask",
  "pastKey",
  "pastValue",
  "kvLengths",
  "shapes",
  "colours",
] as const;
export type Slot = (typeof slots)[number];

/** In the order of `Result` in wasm/session.h. */
const results = ["scores", "maskedScores", "weights", "trace", "output", "qk", "presentKey", "presentValue"] as const;
export type Result = (typeof results)[number];

/** The code for transformers comes late: most pages never need it. */
export type MakeModel = (model: WasmModel, description: ModelDescription) => CoreModel;

export class Core {
  #session: WasmSession | null;
  readonly #Model: new () => WasmModel;
  readonly #models = new Set<CoreModel>();

  constructor(session: WasmSession, Model: new () => WasmModel) {
    this.#session = session;
    this.#Model = Model;
  }

  /** After a trap the memory cannot be trusted: whoever still holds this core gets an AbandonedCore from every call. */
  abandon(): void {
    this.#session = null;
    for (const model of this.#models) model.abandon();
  }

  /** A transformer without its parameters. @throws AttentionError `bad_option`, `out_of_memory` */
  createModel(make: MakeModel, description: ModelDescription): CoreModel {
    if (!this.#session) throw new AbandonedCore();
    const model = make(new this.#Model(), description);
    this.#models.add(model);
    return model;
  }

  removeModel(model: CoreModel): void {
    if (this.#models.delete(model)) model.dispose();
  }

  get #live(): WasmSession {
    if (!this.#session) throw new AbandonedCore();
    return this.#session;
  }

  /** All memory that WebAssembly has taken, models included. It never shrinks: the most that was ever needed. */
  get memoryBytes(): number {
    return this.#live.result(results.indexOf("output")).buffer.byteLength;
  }

  put(slot: Slot, data: Float32Array | Int32Array | Uint8Array | Uint8ClampedArray): void {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (bytes.length === 0) {
      this.#live.stage(slots.indexOf(slot), 0);
      return;
    }
    const place = this.#live.stage(slots.indexOf(slot), bytes.length);
    if (place.length === 0) throw outOfMemory(bytes.length);
    place.set(bytes);
  }

  result(which: Result): Float32Array {
    return this.#live.result(results.indexOf(which)).slice();
  }

  /** A table of ready-made int8 rows with their scales. */
  addTable(rows: Uint8Array, scales: Float32Array, nRows: number, dModel: number): number {
    const table = this.createTable(nRows, dModel);
    this.#live.tableRows(table).set(rows);
    this.#live.tableScales(table).set(scales);
    check(this.#live.adoptTable(table));
    return table;
  }

  createTable(capacity: number, dModel: number): number {
    const table = this.#live.createTable(capacity, dModel);
    if (table < 0) check(-table);
    return table;
  }

  addRow(table: number, values: Float32Array): void {
    this.put("vector", values);
    check(this.#live.addRow(table));
  }

  removeTable(table: number): void {
    this.#live.removeTable(table);
  }

  /** Rows of `inTable` with their cosines, best first. */
  neighbors(table: number, row: number, inTable: number, count: number): { row: number; similarity: number }[] {
    check(this.#live.neighbors(table, row, inTable, count));
    const found = this.#live.found();
    return Array.from({ length: found.length / 2 }, (_, i) => ({
      row: found[2 * i] ?? -1,
      similarity: found[2 * i + 1] ?? 0,
    }));
  }

  start(request: PlayRequest): number {
    return this.#live.start(request);
  }

  attention(head: number): number {
    return this.#live.attention(head);
  }

  trace(name: number, head: number, ofKeys: boolean): number {
    return this.#live.trace(name, head, ofKeys);
  }

  tracedShape(): [nRows: number, nCols: number] {
    return [this.#live.nRows(), this.#live.nCols()];
  }

  explain(head: number, query: number, key: number): number {
    return this.#live.explain(head, query, key);
  }

  explanation(): { values: Record<string, number>; vectors: Record<string, Float32Array> } {
    const values = this.#live.explainedValues();
    const views = Object.entries(this.#live.explainedVectors());
    return { values, vectors: Object.fromEntries(views.map(([name, view]) => [name, view.slice()])) };
  }

  colour(of: Result, request: Omit<PixelRequest, "of">): number {
    return this.#live.colour({ of: results.indexOf(of), ...request });
  }

  pixels(): Uint8ClampedArray<ArrayBuffer> {
    return new Uint8ClampedArray(this.#live.pixels().slice().buffer);
  }

  attend(request: AttendRequest): number {
    return this.#live.attend(request);
  }
}

const outOfMemory = (nBytes: number) =>
  new AttentionError("out_of_memory", `There is not enough memory: ${nBytes} more bytes were needed.`, { nBytes });

/** What client and host say to each other: plain data that survives postMessage. */
import type { BuildWish } from "./build-wish.ts";
import type { ErrorCode } from "./errors.ts";
import type { ModelCallName, ModelCalls } from "./model-protocol.ts";
import type { PlayOptions } from "./options.ts";
import type {
  AttendInputs,
  AttendOptions,
  AttendResult,
  Attention,
  EngineInfo,
  Explanation,
  Language,
  Neighbor,
  PixelOptions,
  Pixels,
  Progress,
  Tensor,
  Token,
  TraceName,
} from "./types.ts";

/** A text, or tokens set by hand. */
export type Words = string | string[];

/** All that a run's numbers follow from: whoever has it gets the same bits again, whatever ran in between. */
export interface Recipe {
  id: number;
  dModel: number;
  /** A table and a row for every token: table, row, table, row … An unknown word is −1, −1. */
  queries: Int32Array;
  /** Of the second text; null when the keys are the queries' own tokens. */
  keys: Int32Array | null;
  /** Tokens of the first text in a sequence of two; 0 when there is one. */
  nFirst: number;
  options: PlayOptions;
}

export interface Planned {
  recipe: Recipe;
  tokens: Token[];
  keyTokens: Token[] | null;
}

export interface VectorsInfo {
  id: number;
  name: string;
  nWords: number;
  dModel: number;
  hash: string;
}

/** Every call: what goes in, what comes out, and what is told on the way. */
export interface Calls extends ModelCalls {
  open: { in: { baseUrl: string; wish: BuildWish }; out: EngineInfo };
  attend: { in: { inputs: AttendInputs; options: AttendOptions }; out: AttendResult };
  play: { in: { words: Words; vectors: number | null; options: PlayOptions }; out: Planned };
  attention: { in: { recipe: Recipe; head: number }; out: Attention };
  trace: { in: { recipe: Recipe; name: TraceName; head: number | null; ofKeys: boolean }; out: Tensor };
  pixels: { in: { recipe: Recipe; head: number; options: PixelOptions }; out: Pixels };
  explain: { in: { recipe: Recipe; head: number; query: number; key: number }; out: Explanation };
  loadVectors: { in: { source: Blob | string; name: string | null }; out: VectorsInfo };
  disposeVectors: { in: { id: number }; out: null };
  neighbors: { in: { word: string; count: number; vectors: number | null }; out: Neighbor[] };
  preload: { in: { languages: Language[] }; out: null };
}
export type CallName = keyof Calls;
/** The calls for word vectors and tensors. */
export type PlainCallName = Exclude<CallName, ModelCallName>;

export type OnProgress = (progress: Progress) => void;
/** What a call is told on the way: progress, unless it says otherwise. */
export type OnEvent<K extends CallName> = (event: K extends ModelCallName ? Calls[K]["event"] : Progress) => void;

/** Errors travel as data: an Error loses its code on the way. */
export interface PlainError {
  code: ErrorCode | "aborted";
  message: string;
  details: Record<string, unknown>;
}
export type Answer<T> = { value: T } | { error: PlainError };

/** The engine's working half, in this thread or in a worker. */
export interface Host {
  call<K extends CallName>(
    name: K,
    id: number,
    input: Calls[K]["in"],
    onEvent?: OnEvent<K>,
  ): Promise<Answer<Calls[K]["out"]>>;
  /** Stops the call of that number where it can be stopped; it then answers "aborted". */
  cancel(id: number): void | Promise<void>;
}

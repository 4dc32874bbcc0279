/** The public engine over a host, wherever that runs. */
import { abortError, throwIfAborted } from "./abort.ts";
import { badInput, requireFunction, requireNames, requireObject, requireSignal } from "./arguments.ts";
import { type BuildWish, readWish } from "./build-wish.ts";
import { AttentionError } from "./errors.ts";
import type { Ask, Link } from "./link.ts";
import type { LoadModelOptions, Model, ModelSourceInput } from "./model-types.ts";
import type { KeptModel, ModelOffer } from "./offer-types.ts";
import { type PlayOptions, resolveOptions } from "./options.ts";
import type { Answer, OnProgress, VectorsInfo, Words } from "./protocol.ts";
import { Run } from "./run.ts";
import type {
  AttendInputs,
  AttendOptions,
  AttendResult,
  AttentionRun,
  Engine,
  EngineInfo,
  Language,
  Neighbor,
  PlayArguments,
  PlayInput,
  VectorsHandle,
} from "./types.ts";

/** An engine that takes calls at once: they are sent behind the one that opens it, and fail as that does. */
export interface Begun {
  engine: Engine;
  opened: Promise<void>;
}

/** Begins to open the engine behind the link. */
export function begin(link: Link, baseUrl: string, wish: BuildWish): Begun {
  const engine = new Client(link);
  return { engine, opened: engine.open(baseUrl, wish) };
}

/** Opens the engine behind the link. @throws AttentionError `fetch_failed`, `wasm_unavailable` */
export async function connect(link: Link, baseUrl: string, wish: BuildWish = readWish({})): Promise<Engine> {
  const { engine, opened } = begin(link, baseUrl, wish);
  await opened;
  return engine;
}

class Client implements Engine {
  readonly #link: Link;
  readonly #vectors = new WeakMap<VectorsHandle, { id: number; disposed: boolean }>();
  /** Ends the calls under way when the engine ends. */
  readonly #pending = new Set<(error: unknown) => void>();
  #info: EngineInfo = { version: "", build: "simd128", threads: 1, host: "main" };
  #baseUrl = "";
  /** Why it takes no calls any more. */
  #ended: { reason: unknown } | null = null;
  #nextCall = 1;

  constructor(link: Link) {
    this.#link = link;
  }

  async open(baseUrl: string, wish: BuildWish): Promise<void> {
    this.#baseUrl = baseUrl;
    try {
      this.#info = await this.#ask("open", { baseUrl, wish });
    } catch (error) {
      this.#end(error);
      throw error;
    }
  }

  get info(): EngineInfo {
    return this.#info;
  }

  async attend(inputs: AttendInputs, options: AttendOptions = {}): Promise<AttendResult> {
    requireObject("inputs", inputs, "{ q, k, v, … }");
    requireObject("options", options);
    return this.#ask("attend", { inputs, options });
  }

  async play(text: PlayInput, options: PlayArguments = {}): Promise<AttentionRun> {
    requireObject("options", options);
    const { signal, vectors, against, pair, ...rest } = options;
    requireSignal(signal);
    throwIfAborted(signal);
    const words = toWords("text", text);
    const resolved: PlayOptions = resolveOptions({
      ...rest,
      against: toSecondWords("against", against),
      pair: toSecondWords("pair", pair),
      vectors: vectors?.name ?? null,
    });
    const input = { words, vectors: vectors ? this.#idOf(vectors) : null, options: resolved };
    const planned = await this.#ask("play", input, { signal });
    return new Run(this.#ask, planned, typeof words === "string" ? words : null);
  }

  async loadVectors(
    source: Blob | string | URL,
    options: { name?: string; onProgress?: OnProgress; signal?: AbortSignal } = {},
  ): Promise<VectorsHandle> {
    const isSource = typeof source === "string" || source instanceof Blob || source instanceof URL;
    if (!isSource) throw badInput("source", "a File or Blob, an address or a path");
    requireNames("options", options, ["name", "onProgress", "signal"]);
    const { name = null, signal, onProgress } = options;
    if (name !== null && typeof name !== "string") throw badInput("name", "a text");
    requireSignal(signal);
    requireFunction("onProgress", onProgress);
    throwIfAborted(signal);
    const plainSource = source instanceof Blob ? source : this.#link.address(String(source));
    return this.#handle(await this.#ask("loadVectors", { source: plainSource, name }, { signal, onEvent: onProgress }));
  }

  async loadModel(source: ModelSourceInput, options: LoadModelOptions = {}): Promise<Model> {
    requireNames("options", options, ["weights", "rope", "onProgress", "signal"]);
    requireSignal(options.signal);
    requireFunction("onProgress", options.onProgress);
    throwIfAborted(options.signal);
    const { loadModel } = await import("./model-client.ts");
    return loadModel(this.#ask, this.#link, this.#baseUrl, source, options);
  }

  async inspectModel(source: ModelSourceInput, options: { signal?: AbortSignal } = {}): Promise<ModelOffer> {
    requireNames("options", options, ["signal"]);
    requireSignal(options.signal);
    throwIfAborted(options.signal);
    const location = (await import("./model-client.ts")).placeOf(this.#link, this.#baseUrl, source);
    return this.#ask("inspectModel", { location }, options);
  }

  async keptModels(): Promise<KeptModel[]> {
    const { nameAt } = await import("./model-client.ts");
    const kept = await this.#ask("keptModels", null);
    return kept.map(({ url, ...rest }) => ({ source: nameAt(url, this.#baseUrl), ...rest }));
  }

  async forgetModel(source: string | URL): Promise<void> {
    const location = (await import("./model-client.ts")).placeOf(this.#link, this.#baseUrl, source);
    await this.#ask("forgetModel", { location });
  }

  async neighbors(word: string, count = 10, options: { vectors?: VectorsHandle } = {}): Promise<Neighbor[]> {
    if (typeof word !== "string") throw badInput("word", "a text");
    if (!Number.isInteger(count) || count < 1) throw badInput("count", "a whole number from 1");
    requireNames("options", options, ["vectors"]);
    const vectors = options.vectors ? this.#idOf(options.vectors) : null;
    return this.#ask("neighbors", { word, count, vectors });
  }

  async preload(languages: Language[], onProgress?: OnProgress): Promise<void> {
    const isKnown = (language: unknown) => language === "en" || language === "zh";
    if (!Array.isArray(languages) || !languages.every(isKnown)) throw badInput("languages", 'a list of "en" and "zh"');
    requireFunction("onProgress", onProgress);
    await this.#ask("preload", { languages }, { onEvent: onProgress });
  }

  dispose(): Promise<void> {
    this.#end(disposedError());
    return Promise.resolve();
  }

  /** @param reason what calls under way and later ones fail with */
  #end(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = { reason };
    for (const reject of this.#pending) reject(reason);
    this.#link.close();
  }

  readonly #ask: Ask = async (name, input, { signal, onEvent } = {}) => {
    if (this.#ended) throw this.#ended.reason;
    throwIfAborted(signal);
    const id = this.#nextCall++;
    let reject: (error: unknown) => void = () => undefined;
    const ended = new Promise<never>((_, rejectEnded) => (reject = rejectEnded));
    const onAbort = () => {
      void this.#link.host.cancel(id);
      reject(abortError());
    };
    this.#pending.add(reject);
    signal?.addEventListener("abort", onAbort);
    try {
      const told = onEvent && this.#link.callback(onEvent);
      return valueOf(await Promise.race([this.#link.host.call(name, id, input, told), ended]));
    } finally {
      this.#pending.delete(reject);
      signal?.removeEventListener("abort", onAbort);
    }
  };

  #idOf(handle: VectorsHandle): number {
    const known = this.#vectors.get(handle);
    if (!known || known.disposed)
      throw new AttentionError(
        "vectors_disposed",
        "These word vectors are not loaded in this engine: load them again.",
        {
          name: handle.name,
        },
      );
    return known.id;
  }

  #handle(info: VectorsInfo): VectorsHandle {
    const state = { id: info.id, disposed: false };
    const handle: VectorsHandle = Object.freeze({
      ...info,
      dispose: async () => {
        if (state.disposed || this.#ended) return;
        state.disposed = true;
        await this.#ask("disposeVectors", { id: info.id });
      },
    });
    this.#vectors.set(handle, state);
    return handle;
  }
}

function valueOf<T>(answer: Answer<T>): T {
  if ("value" in answer) return answer.value;
  const { code, message, details } = answer.error;
  throw code === "aborted" ? abortError() : new AttentionError(code, message, details);
}

function toWords(name: string, input: PlayInput): Words {
  if (typeof input === "string") return input;
  const tokens: unknown = (input as { tokens?: unknown } | null)?.tokens;
  const isToken = (token: unknown): token is string => typeof token === "string" && token !== "";
  if (Array.isArray(tokens) && tokens.every(isToken)) return tokens;
  throw badInput(name, "a text or { tokens } of texts that are not empty");
}

/** None, or null as in a run's own options. */
const toSecondWords = (name: string, input: PlayInput | null | undefined): Words | null =>
  input === undefined || input === null ? null : toWords(name, input);

const disposedError = () => new AttentionError("disposed", "The engine was disposed: create another.");

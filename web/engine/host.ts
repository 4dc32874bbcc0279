/**
 * The engine's working half: runs calls on the core, and keeps nothing of a call that is over. A run's numbers follow
 * from its recipe; the core holds those of the latest one, and an older one is computed again: the same bits.
 */
import { abortError, isAbort, nextTask, throwIfAborted } from "./abort.ts";
import { attend } from "./attend.ts";
import type { BuildWish } from "./build-wish.ts";
import { type Abilities, type Build, chooseBuild, hasRelaxedSimd } from "./builds.ts";
import { bundledLanguages } from "./bundled.ts";
import { CoreKeeper } from "./core-keeper.ts";
import type { Core } from "./core.ts";
import { AttentionError } from "./errors.ts";
import { type ModelCallName, isModelCall } from "./model-protocol.ts";
import type { Models } from "./models.ts";
import { compileModule } from "./module.ts";
import { findNeighbors } from "./neighbors.ts";
import { languagesIn, plan } from "./plan.ts";
import type { Platform, ReadOptions } from "./platform.ts";
import { startRun } from "./play-request.ts";
import type {
  Answer,
  CallName,
  Calls,
  Host,
  OnEvent,
  OnProgress,
  PlainCallName,
  PlainError,
  Planned,
  Recipe,
} from "./protocol.ts";
import { readPixels } from "./run-pixels.ts";
import { readAttention, readExplanation, readTrace } from "./run-numbers.ts";
import { check } from "./status.ts";
import { type Lexicon, type Table, Tables } from "./tables.ts";
import type { EngineInfo, Language } from "./types.ts";
import { version } from "./version.ts";

type Work<K extends PlainCallName> = (input: Calls[K]["in"], options: ReadOptions) => Promise<Calls[K]["out"]>;

export class EngineHost implements Host {
  readonly #platform: Platform;
  readonly #running = new Map<number, AbortController>();
  readonly #keeper: CoreKeeper;
  #baseUrl = "";
  #wish: BuildWish = { threads: 1, fast: false };
  #build: Build = { name: "attn", simd: "simd128", threads: 1 };
  #tables: Tables | null = null;
  #models: Promise<Models> | null = null;
  /** Whose numbers the core holds. */
  #current: { core: Core; recipe: number } | null = null;
  #nextRecipe = 1;

  constructor(platform: Platform, compile = compileModule) {
    this.#platform = platform;
    this.#keeper = new CoreKeeper(
      () => compile(platform, this.#baseUrl, this.#build),
      () => this.#withoutThreads(),
    );
  }

  close(): void {
    this.#keeper.close();
  }

  async call<K extends CallName>(
    name: K,
    id: number,
    input: Calls[K]["in"],
    onEvent?: OnEvent<K>,
  ): Promise<Answer<Calls[K]["out"]>> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      return { value: await this.#keeper.retrying(() => this.#run(name, input, controller.signal, onEvent)) };
    } catch (error) {
      return { error: plain(controller.signal.aborted ? abortError() : error) };
    } finally {
      this.#running.delete(id);
    }
  }

  cancel(id: number): void {
    this.#running.get(id)?.abort();
  }

  /** The kinds of calls differ in what they are told on the way, which TypeScript cannot follow through a name. */
  async #run<K extends CallName>(
    name: K,
    input: Calls[K]["in"],
    signal: AbortSignal,
    onEvent: OnEvent<K> | undefined,
  ): Promise<Calls[K]["out"]> {
    if (isModelCall(name)) {
      const models = await this.#modelHost();
      return models.call<ModelCallName>(name, input as never, { signal, onEvent: onEvent as never });
    }
    const plainName: PlainCallName = name;
    const work = this.#work[plainName] as (input: Calls[K]["in"], read: ReadOptions) => unknown;
    const onProgress = onEvent as OnProgress | undefined;
    return (await work(input, { signal, ...(onProgress && { onProgress }) })) as Calls[K]["out"];
  }

  /** Code that most pages never need. */
  #modelHost(): Promise<Models> {
    this.#models ??= Promise.all([import("./models.ts"), this.#platform.models()]).then(
      ([{ Models }, platform]) => new Models(this.#keeper, platform),
    );
    this.#models.catch(() => (this.#models = null));
    return this.#models;
  }

  readonly #work: { [K in PlainCallName]: Work<K> } = {
    open: ({ baseUrl, wish }) => this.#open(baseUrl, wish),
    attend: async ({ inputs, options }) => attend(await this.#keeper.ready(), inputs, options),
    play: (input, read) => this.#play(input, read),
    attention: ({ recipe, head }, read) => this.#with(recipe, read, (core) => readAttention(core, recipe, head)),
    trace: ({ recipe, ...what }, read) => this.#with(recipe, read, (core) => readTrace(core, recipe, what)),
    pixels: ({ recipe, head, options }, read) =>
      this.#with(recipe, read, (core) => readPixels(core, recipe, head, options)),
    explain: ({ recipe, ...at }, read) => this.#with(recipe, read, (core) => readExplanation(core, at)),
    loadVectors: async ({ source, name }, read) => this.#loaded.load(await this.#keeper.ready(), source, name, read),
    disposeVectors: async ({ id }) => {
      await this.#loaded.remove(await this.#keeper.ready(), id);
      return null;
    },
    neighbors: async ({ word, count, vectors }, read) => {
      const lexicon = await this.#lexicon(vectors, bundledLanguages, read);
      const core = await this.#keeper.ready();
      return findNeighbors(core, word, count, lexicon, await this.#places(core, lexicon.tables.map(idOf), read));
    },
    preload: async ({ languages }, read) => {
      const { tables } = await this.#lexicon(null, languages, read);
      await this.#places(await this.#keeper.ready(), tables.map(idOf), read);
      return null;
    },
  };

  async #open(baseUrl: string, wish: BuildWish): Promise<EngineInfo> {
    this.#baseUrl = baseUrl;
    this.#tables = new Tables(this.#platform, baseUrl);
    this.#wish = wish;
    this.#build = chooseBuild(wish, this.#abilities);
    await this.#keeper.ready();
    const { simd, threads } = this.#build;
    return { version, build: simd, threads, host: this.#platform.kind };
  }

  get #abilities(): Abilities {
    return { ...this.#platform.threads(), relaxedSimd: hasRelaxedSimd() };
  }

  /** Whether threads that failed were not asked for: then this core and those that follow a trap do without. */
  #withoutThreads(): boolean {
    if (this.#wish.threads !== "auto" || this.#build.threads === 1) return false;
    this.#build = chooseBuild({ ...this.#wish, threads: 1 }, this.#abilities);
    return true;
  }

  get #loaded(): Tables {
    if (!this.#tables) throw new AttentionError("disposed", "The engine is not open.");
    return this.#tables;
  }

  async #play({ words, vectors, options }: Calls["play"]["in"], read: ReadOptions): Promise<Planned> {
    await nextTask(); // whoever types quickly has cancelled by now
    throwIfAborted(read.signal);
    const languages = languagesIn([words, options.against, options.pair]);
    const lexicon = await this.#lexicon(vectors, languages, read);
    throwIfAborted(read.signal);
    const planned = plan(this.#nextRecipe++, words, options, lexicon);
    await this.#with(planned.recipe, read, () => undefined);
    return planned;
  }

  #lexicon(vectors: number | null, languages: readonly Language[], read: ReadOptions): Promise<Lexicon> {
    return vectors === null ? this.#loaded.bundled(languages, read) : this.#loaded.own(vectors, read);
  }

  async #places(core: Core, ids: Iterable<number>, read: ReadOptions): Promise<Map<number, number>> {
    const places = [...new Set(ids)].map(async (id) => [id, await this.#loaded.place(core, id, read)] as const);
    return new Map(await Promise.all(places));
  }

  /** Reads from the core while it holds this recipe's numbers: at once, before another call can change them. */
  async #with<T>(recipe: Recipe, read: ReadOptions, use: (core: Core) => T): Promise<T> {
    const core = await this.#keeper.ready();
    if (this.#current?.core === core && this.#current.recipe === recipe.id) return use(core);
    const places = await this.#places(core, tablesOf(recipe), read);
    throwIfAborted(read.signal);
    this.#current = null;
    check(startRun(core, recipe, places));
    this.#current = { core, recipe: recipe.id };
    return use(core);
  }
}

const idOf = (table: Table) => table.id;

const tablesOf = ({ queries, keys }: Recipe) =>
  [...queries, ...(keys ?? [])].filter((value, at) => at % 2 === 0 && value >= 0);

function plain(error: unknown): PlainError {
  if (isAbort(error)) return { code: "aborted", message: "The call was cancelled.", details: {} };
  if (error instanceof AttentionError) return { code: error.code, message: error.message, details: error.details };
  const message = error instanceof Error ? error.message : String(error);
  // JavaScript's own way to say that an array cannot be had.
  if (error instanceof RangeError)
    return { code: "out_of_memory", message: `Not enough memory: ${message}`, details: {} };
  return { code: "engine_crashed", message: `The engine failed unexpectedly: ${message}`, details: {} };
}

/** Word vectors by number: the bundled ones, loaded when a text needs their language, and those that a person brought. */
import { abortError, throwIfAborted } from "./abort.ts";
import { bundledDModel, bundledLanguages } from "./bundled.ts";
import { AttentionError } from "./errors.ts";
import type { Core } from "./core.ts";
import { fillTable } from "./own-vectors.ts";
import type { Platform, ReadOptions } from "./platform.ts";
import type { VectorsInfo } from "./protocol.ts";
import type { Language } from "./types.ts";
import { parseSafetensors } from "../text/safetensors.ts";
import { type TraditionalTable, parseTraditional } from "../text/traditional.ts";
import { Vocabulary } from "../text/vocabulary.ts";

export interface Table {
  readonly id: number;
  readonly dModel: number;
  readonly vocabulary: Vocabulary;
}

/** What a text is cut and looked up with. */
export interface Lexicon {
  tables: readonly Table[];
  traditional: TraditionalTable;
}

interface OwnTable extends Table {
  readonly source: Blob | string;
}

export class Tables {
  readonly #platform: Platform;
  readonly #baseUrl: string;
  readonly #vocabularies = new Map<Language, Promise<Vocabulary>>();
  readonly #traditional = new Map<"zh", Promise<TraditionalTable>>();
  /** Files on their way into a core. Afterwards only the core has them; a new core reads them again. */
  readonly #files = new Map<Language, Promise<ArrayBuffer>>();
  readonly #isLoaded = new Set<Language>();
  readonly #own = new Map<number, OwnTable>();
  readonly #placed = new WeakMap<Core, Map<number, Promise<number>>>();
  #nextId = bundledLanguages.length;

  constructor(platform: Platform, baseUrl: string) {
    this.#platform = platform;
    this.#baseUrl = baseUrl;
  }

  /** The tables of these languages; their vectors begin to load at the same time. */
  async bundled(languages: readonly Language[], options: ReadOptions): Promise<Lexicon> {
    const tables = languages.map(async (language): Promise<Table> => {
      const id = bundledLanguages.indexOf(language);
      if (!this.#isLoaded.has(language)) this.#file(language, options).catch(() => undefined);
      return { id, dModel: bundledDModel, vocabulary: await this.#vocabulary(language, options) };
    });
    const traditional = languages.includes("zh") ? this.#characters() : new Map<string, string>();
    const all = Promise.all([Promise.all(tables), traditional]);
    return unlessAborted(
      all.then(([loaded, table]) => ({ tables: loaded, traditional: table })),
      options.signal,
    );
  }

  /** A person's vectors serve every language. @throws AttentionError `vectors_disposed` */
  async own(id: number, options: ReadOptions): Promise<Lexicon> {
    const table = this.#ownTable(id);
    return { tables: [table], traditional: await unlessAborted(this.#characters(), options.signal) };
  }

  #ownTable(id: number): OwnTable {
    const table = this.#own.get(id);
    if (!table)
      throw new AttentionError("vectors_disposed", "These word vectors were disposed: load them again.", { id });
    return table;
  }

  async load(core: Core, source: Blob | string, name: string | null, options: ReadOptions): Promise<VectorsInfo> {
    const filled = await fillTable(core, this.#platform, source, options);
    const id = this.#nextId++;
    const { dModel, hash } = filled;
    this.#own.set(id, { id, dModel, vocabulary: Vocabulary.fromWords(filled.words), source });
    this.#places(core).set(id, Promise.resolve(filled.table));
    return { id, name: name ?? filled.name, nWords: filled.words.length, dModel, hash };
  }

  async remove(core: Core, id: number): Promise<void> {
    const placed = this.#places(core).get(id);
    this.#own.delete(id);
    this.#places(core).delete(id);
    if (placed) core.removeTable(await placed);
  }

  /** Where the core has this table; puts it there first if need be. */
  place(core: Core, id: number, options: ReadOptions): Promise<number> {
    const places = this.#places(core);
    let placed = places.get(id);
    if (!placed) {
      placed = id < bundledLanguages.length ? this.#placeBundled(core, id) : this.#placeOwn(core, id);
      places.set(id, placed);
      placed.catch(() => places.delete(id));
    }
    return unlessAborted(placed, options.signal);
  }

  async #placeBundled(core: Core, id: number): Promise<number> {
    const language = bundledLanguages[id] ?? "en";
    const { vectors, "vectors.scale": scale } = parseSafetensors(await this.#file(language, {}));
    const [nRows = 0, dModel = 0] = vectors?.shape ?? [];
    if (!vectors || !scale || dModel !== bundledDModel)
      throw new AttentionError("bad_vectors", `${language}.safetensors does not hold the bundled vectors.`, {
        language,
      });
    const scales = new Float32Array(scale.bytes.slice().buffer);
    const table = core.addTable(vectors.bytes, scales, nRows, dModel);
    this.#files.delete(language);
    this.#isLoaded.add(language);
    return table;
  }

  async #placeOwn(core: Core, id: number): Promise<number> {
    return (await fillTable(core, this.#platform, this.#ownTable(id).source, {})).table;
  }

  #places(core: Core): Map<number, Promise<number>> {
    let places = this.#placed.get(core);
    if (!places) {
      places = new Map<number, Promise<number>>();
      this.#placed.set(core, places);
    }
    return places;
  }

  #file(language: Language, { onProgress }: ReadOptions): Promise<ArrayBuffer> {
    return once(this.#files, language, () => this.#read(`${language}.safetensors`, onProgress));
  }

  #vocabulary(language: Language, { onProgress }: ReadOptions): Promise<Vocabulary> {
    return once(this.#vocabularies, language, async () => {
      const tsv = new TextDecoder().decode(await this.#read(`${language}.vocab.tsv`, onProgress));
      return Vocabulary.fromTsv(language, tsv);
    });
  }

  #characters(): Promise<TraditionalTable> {
    return once(this.#traditional, "zh", async () =>
      parseTraditional(new TextDecoder().decode(await this.#read("traditional.tsv", undefined))),
    );
  }

  #read(name: string, onProgress: ReadOptions["onProgress"]): Promise<ArrayBuffer> {
    return this.#platform.readAsset(new URL(`data/${name}`, this.#baseUrl).href, onProgress ? { onProgress } : {});
  }
}

/** The pending or finished work of this key; a failure is forgotten, so that the next one tries again. */
function once<K, T>(cache: Map<K, Promise<T>>, key: K, work: () => Promise<T>): Promise<T> {
  let pending = cache.get(key);
  if (!pending) {
    pending = work();
    cache.set(key, pending);
    pending.catch(() => cache.delete(key));
  }
  return pending;
}

/** Waits for shared work, which goes on for others when this caller cancels. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  throwIfAborted(signal);
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(abortError());
    signal.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

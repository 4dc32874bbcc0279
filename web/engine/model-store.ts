/** The models that are loaded, by number. */
import { openModel, openTensors } from "../text/model/index.ts";
import type { KeptFolder, ModelLocation, ModelPlatform, ModelTokenizer, ReadOptions } from "../text/model/index.ts";
import { isAbort } from "./abort.ts";
import { AbandonedCore } from "./abandoned-core.ts";
import type { Core } from "./core.ts";
import type { CoreModel } from "./core-model.ts";
import { AttentionError } from "./errors.ts";
import type { FamilyModel } from "./families/family.ts";
import type { Held } from "./held-model.ts";
import { inspectModel } from "./model-inspection.ts";
import { loadInto, openFiles } from "./model-loading.ts";
import type { LoadSettings } from "./model-protocol.ts";
import type { ModelInfo } from "./model-types.ts";
import type { ModelOffer } from "./offer-types.ts";

export class ModelStore {
  readonly #platform: ModelPlatform;
  readonly #held = new Map<number, Held>();
  #nextId = 1;

  constructor(platform: ModelPlatform) {
    this.#platform = platform;
  }

  /** A failed or cancelled loading leaves nothing behind; models that were there stay. */
  async load(
    starting: Promise<Core>,
    location: ModelLocation,
    settings: LoadSettings,
    options: ReadOptions,
  ): Promise<Held> {
    const source = openModel(location, this.#platform);
    try {
      const opening = openFiles(source, options, true);
      await Promise.allSettled([starting, opening]); // nothing may read a source that is closed
      const core = await starting;
      const opened = { source, ...(await opening), settings, held: this.#bytes, withTokenizer: true };
      const { tokenizer, ...loaded } = await loadInto(core, opened, options);
      const mask = maskOf(tokenizer, loaded.family);
      const kept = location.kind === "url" && { kept: source.isCached };
      const info: ModelInfo = { ...loaded.info, hasTokenizer: tokenizer !== null, ...(mask && { mask }), ...kept };
      const places = new WeakMap([[core, Promise.resolve(loaded.model)]]);
      const id = this.#nextId++;
      const held: Held = { id, location, settings, info, family: loaded.family, tokenizer, places, current: null };
      this.#held.set(id, held);
      return held;
    } finally {
      await source.close();
    }
  }

  /** @throws AttentionError `unknown_family`, `bad_model`, `fetch_failed`; AbortError */
  async inspect(core: Core, location: ModelLocation, options: ReadOptions): Promise<ModelOffer> {
    const source = openModel(location, this.#platform);
    try {
      const config: unknown = await source.json("config.json", options);
      return await inspectModel(core, source, await openTensors(source, options), config, options);
    } finally {
      await source.close();
    }
  }

  async kept(): Promise<KeptFolder[]> {
    return (await this.#platform.cache?.list()) ?? [];
  }

  async forget(location: ModelLocation): Promise<void> {
    if (location.kind === "url") await this.#platform.cache?.remove(location.url);
  }

  get #bytes(): number {
    return [...this.#held.values()].reduce((sum, { info }) => sum + info.bytes, 0);
  }

  /** @throws AttentionError `model_disposed` */
  get(id: number): Held {
    const held = this.#held.get(id);
    if (!held) throw new AttentionError("model_disposed", "This model was disposed: load it again.", { id });
    return held;
  }

  /** The model in this core; a core that was started anew reads it again. @throws AttentionError `model_gone`; AbortError */
  place(core: Core, held: Held, options: ReadOptions): Promise<CoreModel> {
    let place = held.places.get(core);
    if (!place) {
      place = this.#again(core, held, options);
      held.places.set(core, place);
      place.catch(() => held.places.delete(core));
    }
    return place;
  }

  async #again(core: Core, { id, location, settings, info }: Held, options: ReadOptions): Promise<CoreModel> {
    const source = openModel(location, this.#platform);
    try {
      const opened = { source, ...(await openFiles(source, options, false)), settings, held: 0, withTokenizer: false };
      return (await loadInto(core, opened, options)).model;
    } catch (error) {
      if (isAbort(error) || error instanceof AbandonedCore || error instanceof WebAssembly.RuntimeError) throw error;
      this.#held.delete(id);
      const reason = error instanceof Error ? error.message : String(error);
      const message = `The engine was started anew, and ${info.name} could not be loaded again (${reason}): load it once more.`;
      throw new AttentionError("model_gone", message, { name: info.name, reason });
    } finally {
      await source.close();
    }
  }

  async remove(core: Core, id: number): Promise<void> {
    const held = this.#held.get(id);
    this.#held.delete(id);
    const place = held?.places.get(core);
    if (place) core.removeModel(await place);
  }
}

/** The piece that stands for a hidden word. */
function maskOf(tokenizer: ModelTokenizer | null, { facts }: FamilyModel): ModelInfo["mask"] {
  const id = tokenizer?.special.mask;
  const piece = id === undefined ? null : tokenizer?.piece(id);
  return facts.head === "masked_lm" && id !== undefined && piece ? { piece, id } : undefined;
}

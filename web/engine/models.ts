/** Transformers on the host's side: the calls of model-protocol.ts. Loaded when the first model is asked for. */
import type { ModelPlatform } from "../text/model/index.ts";
import { nextTask, throwIfAborted } from "./abort.ts";
import type { CoreKeeper } from "./core-keeper.ts";
import type { CoreModel } from "./core-model.ts";
import { AttentionError } from "./errors.ts";
import { readCandidates } from "./model-candidates.ts";
import { extended } from "./model-extend.ts";
import { generate, samplingOf } from "./model-generate.ts";
import { readInput } from "./model-input.ts";
import { checkInterventions, checkPlace, isOfLayer } from "./model-interventions.ts";
import type {
  HeadOf,
  ModelCallName,
  ModelCalls,
  ModelPlan,
  ModelPlanned,
  ModelRecipe,
  PlainRunOptions,
} from "./model-protocol.ts";
import {
  readAttention,
  readExplanation,
  readHidden,
  readLogits,
  readPairWeights,
  readRollout,
  readSummary,
  readThumbnails,
  readTrace,
} from "./model-readers.ts";
import { withRecipe } from "./model-state.ts";
import type { Held } from "./held-model.ts";
import { ModelStore } from "./model-store.ts";
import { SparseNews } from "./sparse-news.ts";
import { type Interventions, type ModelInfo, type ModelInput, type RunCost, weightKinds } from "./model-types.ts";
import { badOption, resolveOptions } from "./options.ts";

export interface Extras<K extends ModelCallName> {
  signal: AbortSignal;
  onEvent?: ((event: ModelCalls[K]["event"]) => void) | undefined;
}

type Work<K extends ModelCallName> = (input: ModelCalls[K]["in"], extras: Extras<K>) => Promise<ModelCalls[K]["out"]>;

export class Models {
  readonly #keeper: CoreKeeper;
  readonly #store: ModelStore;
  #nextRecipe = 1;

  constructor(keeper: CoreKeeper, platform: ModelPlatform) {
    this.#keeper = keeper;
    this.#store = new ModelStore(platform);
  }

  call<K extends ModelCallName>(name: K, input: ModelCalls[K]["in"], extras: Extras<K>): Promise<ModelCalls[K]["out"]> {
    const work: Work<K> = this.#work[name];
    return work(input, extras);
  }

  readonly #work: { [K in ModelCallName]: Work<K> } = {
    loadModel: async ({ location, settings }, { signal, onEvent }) => {
      const { weights, rope } = settings;
      if (rope !== "exact" && rope !== "as-stored") throw badOption("rope", rope, "as-stored, exact");
      if (!weightKinds.includes(weights)) throw badOption("weights", weights, weightKinds.join(", "));
      const news = onEvent && new SparseNews(onEvent);
      const options = { signal, onProgress: news?.tell };
      try {
        const { id, info } = await this.#store.load(this.#keeper.ready(), location, settings, options);
        return { id, info };
      } finally {
        news?.end();
      }
    },
    inspectModel: async ({ location }, { signal }) =>
      this.#store.inspect(await this.#keeper.ready(), location, { signal }),
    keptModels: () => this.#store.kept(),
    forgetModel: async ({ location }) => {
      await this.#store.forget(location);
      return null;
    },
    disposeModel: async ({ id }) => {
      await this.#store.remove(await this.#keeper.ready(), id);
      return null;
    },
    runModel: async ({ model, input, options }, extras) => {
      const planned = this.#plan(this.#store.get(model), input, options);
      await nextTask(); // whoever types quickly has cancelled by now
      throwIfAborted(extras.signal);
      return { ...planned, cost: await this.#with(planned.recipe, extras, (_model, _held, cost) => cost()) };
    },
    generate: async ({ model, input, options }, extras) => {
      const held = this.#store.get(model);
      const sampling = samplingOf(options);
      const { headScale, mask, keep, attentionTemperature } = options;
      const changes = { headScale, mask, keep, temperature: attentionTemperature } as PlainRunOptions;
      const planned = isPlanned(input) ? input : this.#plan(held, input, defined(changes));
      return generate(held, planned, sampling, {
        using: (recipe, use) => this.#with(recipe, extras, (model, _held, cost) => use(model, cost)),
        signal: extras.signal,
        onToken: onceEach(extras.onEvent),
      });
    },
    extendModel: async ({ model, planned, ids }, extras) => {
      const longer = extended(this.#store.get(model), planned, ids);
      return { ...longer, cost: await this.#with(longer.recipe, extras, (_model, _held, cost) => cost()) };
    },
    modelAttention: (at, extras) => this.#with(at.recipe, extras, (model, held) => readAttention(model, held.info, at)),
    modelSummary: ({ recipe }, extras) => this.#with(recipe, extras, (model, held) => readSummary(model, held.info)),
    modelHidden: ({ recipe, stack, layer }, extras) =>
      this.#with(recipe, extras, (model, held) => readHidden(model, held.info, stack, layer)),
    modelLogits: ({ recipe, row }, extras) =>
      this.#with(recipe, extras, (model, held) => readLogits(model, held, recipe, row)),
    modelCandidates: ({ recipe, options }, extras) =>
      this.#with(recipe, extras, (model, held) => readCandidates(model, held, recipe, options)),
    modelTrace: (at, extras) => this.#with(at.recipe, extras, (model, held) => readTrace(model, held.info, at)),
    modelExplain: (at, extras) =>
      this.#with(at.recipe, extras, (model, held) => readExplanation(model, held.info, at.recipe, at)),
    modelThumbnails: ({ recipe, kind, options }, extras) =>
      this.#with(recipe, extras, (model, held) => readThumbnails(model, held.info, recipe, kind, options)),
    modelPairWeights: (pair, extras) =>
      this.#with(pair.recipe, extras, (model, { info }) => readPairWeights(model, info, pair)),
    modelRollout: ({ recipe, kind, query }, extras) =>
      this.#with(recipe, extras, (model, held) => readRollout(model, held.info, recipe, kind, query)),
    modelValueNorms: (at, extras) => this.#with(at.recipe, extras, (model, held) => valueNorms(model, held, at)),
  };

  #plan(held: Held, input: ModelInput, options: PlainRunOptions): ModelPlan {
    const { info, family, tokenizer } = held;
    const { keep = "weights", truncate = false, headScale, temperature, mask } = options;
    if (keep !== "weights" && keep !== "all") throw badOption("keep", keep, "weights, all");
    if (typeof truncate !== "boolean") throw badOption("truncate", truncate, "true or false");
    const read = readInput({ info, tokenizer, facts: family.facts }, input, truncate);
    const { tokens, decoderTokens, nFirst, nCut, text, pair, ids, types, decoderIds } = read;
    const interventions = defined({ headScale, temperature, mask } as Interventions);
    checkInterventions(info, interventions, nFirst);
    const special = Int32Array.from(tokens, (token) => Number(token.special));
    const recipe: ModelRecipe = {
      id: this.#nextRecipe++,
      model: held.id,
      ids,
      types,
      special,
      decoderIds,
      steps: [],
      nFirst,
      interventions,
      keepsAll: keep === "all",
    };
    return { recipe, tokens, decoderTokens, nCut, text, options: playOptions(interventions, info.causal, pair) };
  }

  async #with<T>(
    recipe: ModelRecipe,
    { signal }: { signal: AbortSignal },
    use: (model: CoreModel, held: Held, cost: () => RunCost) => T,
  ): Promise<T> {
    const held = this.#store.get(recipe.model);
    const core = await this.#keeper.ready();
    const model = await this.#store.place(core, held, { signal });
    throwIfAborted(signal);
    try {
      return withRecipe(held, model, recipe, ({ milliseconds, nSteps }) => {
        const cost = () => {
          const { nTokens, runBytes } = countsOf(recipe, held.info, model);
          return { milliseconds, nTokens: nSteps ?? nTokens, runBytes, memoryBytes: core.memoryBytes };
        };
        return use(model, held, cost);
      });
    } catch (error) {
      throw withNumbers(error, countsOf(recipe, held.info, model));
    }
  }
}

function countsOf({ ids, decoderIds, steps, keepsAll }: ModelRecipe, { encoderDecoder }: ModelInfo, model: CoreModel) {
  const nFirst = ids.length + (encoderDecoder ? 0 : steps.length);
  const nDecoder = encoderDecoder ? (decoderIds?.length ?? 0) + steps.length : 0;
  return { nTokens: nFirst + nDecoder, runBytes: model.estimate(nFirst, nDecoder, keepsAll).run };
}

/** What a run that found no room would have needed. */
function withNumbers(error: unknown, { nTokens, runBytes }: { nTokens: number; runBytes: number }): unknown {
  if (!(error instanceof AttentionError) || error.code !== "out_of_memory") return error;
  const megabytes = Math.ceil(runBytes / 1e6);
  const message = `There is not enough memory: a run of ${nTokens} tokens needs ${megabytes} MB beside the model. Shorten the text.`;
  return new AttentionError("out_of_memory", message, { nTokens, needed: runBytes });
}

const isPlanned = (input: ModelInput | ModelPlanned): input is ModelPlanned =>
  typeof input === "object" && input !== null && "recipe" in input;

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;

/** After a crash the work is done again: what was said once is not said twice. */
function onceEach<T extends { index: number }>(onEvent: ((event: T) => void) | undefined): (event: T) => void {
  let next = 0;
  return (event) => {
    if (event.index < next) return;
    next = event.index + 1;
    onEvent?.(event);
  };
}

/** What the run's picture has of the options of play(): those that the formula shows. */
function playOptions({ temperature, mask }: Interventions, causal: boolean, pair: string | null) {
  const isOfAll = mask !== undefined && !Array.isArray(mask) && !isOfLayer(mask);
  const shownMask = isOfAll ? mask : causal ? "causal" : "none";
  return resolveOptions({
    mask: shownMask,
    pair,
    ...(typeof temperature === "number" && { temperature }),
  });
}

function valueNorms(model: CoreModel, { info }: Held, { kind, layer, head }: HeadOf) {
  checkPlace(info, kind, layer, head);
  return model.valueNorms(kind, layer, head);
}

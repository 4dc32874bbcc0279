/** Models as their caller sees them: they know a number, and ask the host. Loaded with the first model. */
import { locateModel, nameAt } from "../text/model/locate.ts";
import type { ModelLocation } from "../text/model/types.ts";
import { throwIfAborted } from "./abort.ts";
import { badInput, requireFunction, requireKnown, requireNames, requireObject, requireSignal } from "./arguments.ts";
import type { Ask, Link } from "./link.ts";
import { AttentionError } from "./errors.ts";
import type { ModelPlanned } from "./model-protocol.ts";
import { TransformerRun } from "./model-run.ts";
import type {
  GenerateOptions,
  Generated,
  LoadModelOptions,
  Model,
  ModelInfo,
  ModelInput,
  ModelRun,
  ModelSourceInput,
  RunOptions,
} from "./model-types.ts";

export { nameAt };

/** An address that is written from the page's own. */
const isRelative = (source: ModelSourceInput): source is string =>
  typeof source === "string" && /^\.{0,2}\//.test(source.trim());

/** @throws AttentionError `bad_option`, `model_file_missing` */
export function placeOf(link: Link, baseUrl: string, source: ModelSourceInput): ModelLocation {
  const place = isRelative(source) && !link.finders ? link.address(source.trim()) : source;
  return locateModel(place, { baseUrl, ...link.finders });
}

export async function loadModel(
  ask: Ask,
  link: Link,
  baseUrl: string,
  source: ModelSourceInput,
  { weights = "as-stored", rope = "as-stored", onProgress, signal }: LoadModelOptions,
): Promise<Model> {
  const location = placeOf(link, baseUrl, source);
  const { id, info } = await ask(
    "loadModel",
    { location, settings: { weights, rope } },
    { signal, onEvent: onProgress },
  );
  return new Transformer(ask, id, info);
}

const runOptions = ["headScale", "temperature", "mask", "keep", "truncate"];
const generateOptions = [
  ...["maxNewTokens", "temperature", "topK", "topP", "seed", "ignoreEnd"],
  ...["attentionTemperature", "headScale", "mask", "keep"],
];

/** A run that goes on does so as it was begun. @throws AttentionError `bad_option` */
function requireNoChanges(options: GenerateOptions): void {
  const changes = ["attentionTemperature", "headScale", "mask", "keep"] as const;
  const name = changes.find((each) => options[each] !== undefined);
  if (name) throw badInput(name, "left out: a run goes on with the changes that it was begun with");
}

class Transformer implements Model {
  readonly info: ModelInfo;
  readonly #ask: Ask;
  readonly #id: number;
  #disposed = false;

  constructor(ask: Ask, id: number, info: ModelInfo) {
    this.#ask = ask;
    this.#id = id;
    this.info = Object.freeze(info);
  }

  async run(input: ModelInput, options: RunOptions = {}): Promise<ModelRun> {
    requireObject("options", options);
    const { signal, ...plain } = options;
    requireKnown(plain, runOptions);
    requireSignal(signal);
    throwIfAborted(signal);
    return this.#runOf(await this.#ask("runModel", { model: this.#live(), input, options: plain }, { signal }));
  }

  async generate(input: ModelInput | ModelRun, options: GenerateOptions = {}): Promise<Generated> {
    requireObject("options", options);
    const { signal, onToken, ...plain } = options;
    requireKnown(plain, generateOptions);
    requireSignal(signal);
    requireFunction("onToken", onToken);
    throwIfAborted(signal);
    if (input instanceof TransformerRun) requireNoChanges(plain);
    const from = input instanceof TransformerRun ? this.#planOf(input) : (input as ModelInput);
    const call = { model: this.#live(), input: from, options: plain };
    const { ids, text, planned } = await this.#ask("generate", call, { signal, onEvent: onToken });
    return { ids, text, run: this.#runOf(planned) };
  }

  async extend(run: ModelRun, ids: ArrayLike<number>, options: { signal?: AbortSignal } = {}): Promise<ModelRun> {
    requireNames("options", options, ["signal"]);
    const { signal } = options;
    requireSignal(signal);
    throwIfAborted(signal);
    const call = { model: this.#live(), planned: this.#planOf(run), ids };
    return this.#runOf(await this.#ask("extendModel", call, { signal }));
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    // An engine that was disposed before has given it back.
    await this.#ask("disposeModel", { id: this.#id }).catch((error: unknown) => {
      if (!(error instanceof AttentionError && error.code === "disposed")) throw error;
    });
  }

  #live(): number {
    if (this.#disposed)
      throw new AttentionError("model_disposed", "This model was disposed: load it again.", { name: this.info.name });
    return this.#id;
  }

  /** @throws AttentionError `bad_option` */
  #planOf(run: unknown): ModelPlanned {
    if (run instanceof TransformerRun && run.planned.recipe.model === this.#id) return run.planned;
    throw badInput("run", "a run of this model");
  }

  #runOf = (planned: ModelPlanned) => new TransformerRun(this.#ask, this.info, planned);
}

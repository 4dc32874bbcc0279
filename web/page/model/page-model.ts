/**
 * The transformer that the page runs: read in the worker, cancellable, one at a time; the former stays until the next is there.
 * Nothing is fetched from elsewhere because a link names it: what is neither bundled nor kept in this browser waits for the person.
 */
import { bundledModels } from "../../text/model/locate.ts";
import type { Engine, Progress } from "../../engine/types.ts";
import type { Model, ModelSourceInput } from "../../engine/model-types.ts";
import type { KeptModel, ModelOffer } from "../../engine/offer-types.ts";
import { AttentionError } from "../../engine/errors.ts";
import { isAbort, placeProblem, type PlacedProblem } from "../run/problems.ts";
import { isOwnFiles, type ModelState } from "../state/model-state.ts";

/** A model as the state names it. */
export type WantedModel = Pick<ModelState, "source" | "weights">;

interface Task {
  kind: "look" | "load";
  source: string;
  abort: AbortController;
}

const isSame = (a: WantedModel | null, b: WantedModel) => a?.source === b.source && a.weights === b.weights;
export const isBundled = (source: string) => (bundledModels as readonly string[]).includes(source);

export class PageModel {
  readonly #engine: () => Promise<Engine>;
  /** Where models run. */
  readonly #engineOfModels: () => Promise<Engine>;
  /** What the person gave under a name in this visit: it may be read again without asking. */
  readonly #given = new Map<string, ModelSourceInput>();
  readonly #offers = new Map<string, ModelOffer>();
  /** Models whose pictures are still on the screen. */
  #replaced: Model[] = [];
  #task: Task | null = null;
  #open: (WantedModel & { model: Model }) | null = null;
  progress: Progress | null = null;
  /** Why the last source that was asked for is not there. */
  problem: (PlacedProblem & WantedModel) | null = null;
  /** What the state names and waits for the person: they must allow it to be fetched, or drop it. */
  waiting: string | null = null;
  /** Whose size was looked up, for the person to take or leave. */
  offered: string | null = null;
  /** The open model came over the network and is not kept here. */
  unkept = false;
  kept: readonly KeptModel[] = [];
  /** The name or address that the person is typing. */
  typed = "";
  onChange: () => void = () => {};
  onProgress: () => void = () => {};

  constructor(engine: () => Promise<Engine>, engineOfModels = engine) {
    this.#engine = engine;
    this.#engineOfModels = engineOfModels;
  }

  /** The open model if it is the one that the state names. */
  modelFor(wanted: WantedModel | null): Model | null {
    return wanted && this.#open && isSame(this.#open, wanted) ? this.#open.model : null;
  }

  /** Whether it is neither here nor on its way, and will not come by itself. */
  isAbsent(wanted: WantedModel): boolean {
    const isLoading = this.#task?.kind === "load" && this.#task.source === wanted.source;
    if (this.modelFor(wanted) || isLoading) return false;
    return this.waiting === wanted.source || this.problem?.source === wanted.source;
  }

  /** What is being done, for people. */
  get task(): Pick<Task, "kind" | "source"> | null {
    return this.#task;
  }

  /** What is known of a model without loading it; null before it was looked up. */
  offerOf(source: string): ModelOffer | null {
    return this.#offers.get(source) ?? null;
  }

  /** Loads what the state names, where that needs nobody's leave. Asking again while it loads or waits, or after it failed, does nothing. */
  want(wanted: WantedModel): void {
    if (this.#task || this.modelFor(wanted) || this.isAbsent(wanted)) return;
    void this.#wantNew(wanted);
  }

  async #wantNew(wanted: WantedModel): Promise<void> {
    const { source } = wanted;
    const task = this.#begin("look", source);
    const mayRead = isBundled(source) || this.#given.has(source) || (await this.#isKept(source));
    if (this.#task !== task) return;
    this.#end(task);
    if (mayRead) await this.open(wanted);
    else {
      this.waiting = source;
      this.onProgress();
    }
  }

  async #isKept(source: string): Promise<boolean> {
    if (isOwnFiles(source)) return false;
    await this.listKept();
    return this.kept.some((kept) => kept.source === source && kept.isComplete);
  }

  /** Finds out what a model is and would take. Its numbers are not fetched. */
  async lookUp(source: string, given: ModelSourceInput = this.#given.get(source) ?? source): Promise<void> {
    const task = this.#begin("look", source);
    try {
      const engine = await this.#engine();
      const offer = await engine.inspectModel(given, { signal: task.abort.signal });
      if (this.#task !== task) return;
      this.#offers.set(source, offer);
      this.offered = source;
    } catch (error) {
      this.#fail(task, { source, weights: "as-stored" }, error);
    } finally {
      this.#end(task);
    }
  }

  /** What the open model would take with other numbers. It is here, so that nothing is fetched from elsewhere for it. */
  async learn(source: string): Promise<void> {
    const engine = await this.#engine();
    const offer = await engine.inspectModel(this.#given.get(source) ?? source).catch(() => null);
    if (offer) this.#offers.set(source, offer);
    this.onProgress();
  }

  /**
   * Reads a model in place of the open one. Gives whether it is there: not when it was cancelled or cannot be read.
   *
   * @param given what the source's name stands for, where that is not the name itself
   */
  async open(wanted: WantedModel, given?: ModelSourceInput): Promise<boolean> {
    const { source, weights } = wanted;
    const from = given ?? this.#given.get(source) ?? source;
    const task = this.#begin("load", source);
    this.#report({ name: source, loaded: 0, total: null });
    try {
      const engine = await this.#engineOfModels();
      const model = await engine.loadModel(from, {
        weights,
        signal: task.abort.signal,
        onProgress: (progress) => {
          if (this.#task === task) this.#report(progress);
        },
      });
      if (this.#task !== task) {
        await model.dispose();
        return false;
      }
      if (!model.info.hasTokenizer) {
        await model.dispose();
        throw new AttentionError("no_tokenizer", `${model.info.name} has no tokenizer, so it cannot read a text.`);
      }
      this.#given.set(source, from);
      this.#show({ source, weights, model });
      if (model.info.kept) void this.listKept();
      return true;
    } catch (error) {
      this.#fail(task, wanted, error);
      return false;
    } finally {
      this.#end(task);
    }
  }

  /** What was on its way does not come again by itself. */
  cancel(): void {
    this.waiting = this.#task?.source ?? this.waiting;
    this.#task?.abort.abort();
    this.#task = null;
    this.dismiss();
  }

  /** What was typed is no model's name. */
  refuse(source: string, error: unknown): void {
    this.cancel();
    this.problem = { ...placeProblem(error), source, weights: "as-stored" };
    this.onProgress();
  }

  /** Takes note of a problem, or leaves what is offered. */
  dismiss(): void {
    this.problem = null;
    this.offered = null;
    this.unkept = false;
    this.#report(null);
  }

  /** Gives the memory of former models back, once none of their pictures is shown. */
  releaseReplaced(): void {
    for (const model of this.#replaced.splice(0)) void model.dispose().catch(() => {});
  }

  async listKept(): Promise<void> {
    this.kept = await this.#engine().then((engine) => engine.keptModels());
    this.onProgress();
  }

  async forget(source: string): Promise<void> {
    const engine = await this.#engine();
    await engine.forgetModel(source);
    await this.listKept();
  }

  #begin(kind: Task["kind"], source: string): Task {
    this.cancel();
    if (kind === "load") this.waiting = null;
    this.#task = { kind, source, abort: new AbortController() };
    this.onProgress();
    return this.#task;
  }

  #end(task: Task): void {
    if (this.#task !== task) return;
    this.#task = null;
    this.#report(null);
  }

  #fail(task: Task, wanted: WantedModel, error: unknown): void {
    if (this.#task === task && !isAbort(error)) this.problem = { ...placeProblem(error), ...wanted };
  }

  #show(open: WantedModel & { model: Model }): void {
    if (this.#open) this.#replaced.push(this.#open.model);
    this.#open = open;
    this.unkept = open.model.info.kept === false;
    this.onChange();
  }

  #report(progress: Progress | null): void {
    this.progress = progress;
    this.onProgress();
  }
}

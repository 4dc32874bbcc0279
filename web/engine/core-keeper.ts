/** Owns the one running core and makes another when it traps. */
import { AbandonedCore } from "./abandoned-core.ts";
import { Core } from "./core.ts";
import { AttentionError } from "./errors.ts";
import type { InstantiateModule } from "./module.ts";

export class CoreKeeper {
  readonly #compile: () => Promise<InstantiateModule>;
  readonly #makeDo: () => boolean;
  #module: Promise<InstantiateModule> | null = null;
  #core: Promise<Core> | null = null;
  #running: Core | null = null;
  /** Ends the threads of the running core. */
  #endThreads: () => void = () => undefined;

  /** @param makeDo called when there can be no core: whether `compile` would now make do with less */
  constructor(compile: () => Promise<InstantiateModule>, makeDo: () => boolean = () => false) {
    this.#compile = compile;
    this.#makeDo = makeDo;
  }

  ready(): Promise<Core> {
    this.#core ??= this.#begin();
    return this.#core;
  }

  /** Runs `work`, and once more with a new core if it trapped. @throws AttentionError `engine_crashed` after the second trap */
  async retrying<T>(work: () => Promise<T>): Promise<T> {
    for (let nTraps = 0; ;) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof AbandonedCore) continue; // another call's trap
        if (!isTrap(error)) throw error;
        this.#abandon();
        if (++nTraps === 2)
          throw new AttentionError("engine_crashed", `The engine stopped twice at the same work (${error.message}).`);
      }
    }
  }

  /** Ends its threads; it cannot be used any more. */
  close(): void {
    this.#endThreads();
  }

  async #begin(): Promise<Core> {
    try {
      return await this.#make().catch((error: unknown) => {
        this.#module = null;
        if (this.#makeDo()) return this.#make();
        throw error;
      });
    } catch (error) {
      this.#module = null;
      this.#core = null;
      throw error;
    }
  }

  async #make(): Promise<Core> {
    this.#module ??= this.#compile();
    const instantiate = await this.#module;
    const { Session, Model, PThread } = await instantiate();
    this.#endThreads = () => PThread?.terminateAllThreads();
    this.#running = new Core(new Session(), Model);
    return this.#running;
  }

  #abandon(): void {
    this.#running?.abandon();
    this.#endThreads();
    this.#running = null;
    this.#core = null;
  }
}

const isTrap = (error: unknown): error is Error =>
  typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError;

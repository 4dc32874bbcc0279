/** Owns the one running core and makes another when it traps. */
import { Core } from "./core.ts";
import { AttentionError } from "./errors.ts";
import type { InstantiateModule } from "./module.ts";

export class CoreKeeper {
  readonly #compile: () => Promise<InstantiateModule>;
  #module: Promise<InstantiateModule> | null = null;
  #core: Promise<Core> | null = null;

  constructor(compile: () => Promise<InstantiateModule>) {
    this.#compile = compile;
  }

  ready(): Promise<Core> {
    this.#core ??= this.#make();
    return this.#core;
  }

  /** Runs `work`, and once more with a new core if it trapped. @throws AttentionError `engine_crashed` after the second trap */
  async retrying<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isTrap(error)) throw error;
      await this.#abandon();
    }
    try {
      return await work();
    } catch (error) {
      if (!isTrap(error)) throw error;
      await this.#abandon();
      throw new AttentionError("engine_crashed", `The engine stopped twice at the same work (${error.message}).`);
    }
  }

  async #make(): Promise<Core> {
    try {
      this.#module ??= this.#compile();
      const instantiate = await this.#module;
      const { Session } = await instantiate();
      return new Core(new Session());
    } catch (error) {
      this.#module = null;
      this.#core = null;
      throw error;
    }
  }

  async #abandon(): Promise<void> {
    const broken = this.#core;
    this.#core = null;
    (await broken)?.abandon();
  }
}

const isTrap = (error: unknown): error is Error =>
  typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError;

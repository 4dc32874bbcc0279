import type { Engine } from "../engine/types.ts";

/** One element's share in the engine of its base URL. */
export class EngineLease {
  #release: (() => void) | null = null;

  /** @throws AttentionError; AbortError */
  async get(baseUrl: string | undefined, signal: AbortSignal): Promise<Engine> {
    const { sharedEngine } = await import("./shared-engine.ts");
    signal.throwIfAborted();
    const { engine, release } = sharedEngine(baseUrl).use();
    this.#release?.();
    this.#release = release;
    const ready = await engine;
    signal.throwIfAborted();
    return ready;
  }

  end(): void {
    this.#release?.();
    this.#release = null;
  }
}

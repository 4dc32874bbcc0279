import type { Engine } from "../engine/types.ts";
import type { ModelAsked, ModelPlayer, ModelToLoad } from "./model/play-model.ts";
import type { Played, Working } from "./played.ts";

/** What an element keeps of transformers: what its reader is asked, and which one was taken. */
export class ModelSide {
  readonly #goOn: () => void;
  #player: ModelPlayer | null = null;
  #taken: string | null = null;
  #stopWaiting: (() => void) | null = null;
  /** Asked before one is fetched. */
  question: ModelToLoad | null = null;

  /** @param goOn called when a model that is asked about here was taken elsewhere on the page */
  constructor(goOn: () => void) {
    this.#goOn = goOn;
  }

  take(source: string | null): void {
    this.#taken = source;
  }

  stopWaiting(): void {
    this.#stopWaiting?.();
  }

  /** @returns null where the reader is to be asked first. @throws AttentionError; AbortError */
  async play(
    engine: Engine,
    asked: ModelAsked,
    signal: AbortSignal,
    tell: (working: Working) => void,
  ): Promise<Played | null> {
    const { ModelPlayer, onTaken } = await import("./model/play-model.ts");
    signal.throwIfAborted();
    this.#player ??= new ModelPlayer();
    const isAllowed = asked.isAllowed || this.#taken === asked.source;
    const answer = await this.#player.play(engine, { ...asked, isAllowed }, signal, tell);
    signal.throwIfAborted();
    if ("run" in answer) return answer;
    this.question = answer;
    this.#stopWaiting = onTaken(asked.source, this.#goOn);
    return null;
  }
}

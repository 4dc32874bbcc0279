/** One loaded model for all elements that name it; it goes with their engine. */
import type { Model } from "../../engine/model-types.ts";
import type { Engine, Progress } from "../../engine/types.ts";

type OnProgress = (progress: Progress) => void;

class SharedModel {
  readonly #listeners = new Set<OnProgress>();
  readonly #model: Promise<Model>;

  constructor(engine: Engine, source: string) {
    const onProgress = (progress: Progress) => this.#listeners.forEach((listener) => listener(progress));
    this.#model = engine.loadModel(source, { onProgress });
  }

  async get(onProgress: OnProgress): Promise<Model> {
    this.#listeners.add(onProgress);
    try {
      return await this.#model;
    } finally {
      this.#listeners.delete(onProgress);
    }
  }
}

const models = new WeakMap<Engine, Map<string, SharedModel>>();
/** Elements that offer a model and would go on if another one's reader took it. */
const waiting = new Map<string, Set<() => void>>();

/** Whether someone asked for it: it is there, or on its way. */
export const isTaken = (engine: Engine, source: string): boolean => models.get(engine)?.has(source) ?? false;

/** @returns how to stop waiting */
export function onTaken(source: string, goOn: () => void): () => void {
  const those = waiting.get(source) ?? new Set();
  waiting.set(source, those.add(goOn));
  return () => those.delete(goOn);
}

/** Loads it, or takes part in its loading. One that failed is tried again by the next who asks. */
export async function takeModel(engine: Engine, source: string, onProgress: OnProgress): Promise<Model> {
  const ofEngine = models.get(engine) ?? new Map<string, SharedModel>();
  models.set(engine, ofEngine);
  const shared = ofEngine.get(source) ?? new SharedModel(engine, source);
  ofEngine.set(source, shared);
  const others = waiting.get(source);
  waiting.delete(source);
  others?.forEach((goOn) => goOn());
  try {
    return await shared.get(onProgress);
  } catch (error) {
    if (ofEngine.get(source) === shared) ofEngine.delete(source);
    throw error;
  }
}

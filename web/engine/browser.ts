/** The engine in a browser: in a worker, or in the page where a worker cannot start. */
import { beginEngine } from "./begin.ts";
import type { Engine, EngineOptions } from "./types.ts";

export * from "./public.ts";

export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { engine, opened } = beginEngine(options);
  await opened;
  return engine;
}

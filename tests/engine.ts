/** The engine of the built package, for tests in Node. */
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect } from "vitest";
import { npmPackage } from "../scripts/lib/paths.mjs";
import { AttentionError } from "../web/engine/errors.ts";
import { createEngine } from "../web/engine/node.ts";
import type { Engine } from "../web/engine/types.ts";

/** Where attn.wasm and data/ lie. */
export const baseUrl = pathToFileURL(`${npmPackage}/`).href;

/** One engine for all tests of a block. */
export function useEngine(): () => Engine {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({ baseUrl });
  });
  afterAll(() => engine.dispose());
  return () => engine;
}

/** What a call is refused with. */
export async function errorOf(work: Promise<unknown>): Promise<AttentionError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AttentionError);
  return error as AttentionError;
}

/** Compiles a build of the engine once; every restart makes a new instance of it. */
import createModule from "#wasm";
import { type Build, threadsUnavailable } from "./builds.ts";
import { AttentionError } from "./errors.ts";
import type { Platform } from "./platform.ts";
import type { WasmModule } from "./wasm-session.ts";

export type InstantiateModule = () => Promise<WasmModule>;

type CreateModule = typeof createModule;

export async function compileModule(platform: Platform, baseUrl: string, build: Build): Promise<InstantiateModule> {
  if (typeof WebAssembly !== "object") throw unavailable("this browser has none");
  const bytes = await platform.readAsset(new URL(`${build.name}.wasm`, baseUrl).href, {});
  const compiled = await compile(bytes);
  const create = build.name === "attn" ? createModule : await importGlue(new URL(`${build.name}.mjs`, baseUrl).href);
  const instantiate = () => instantiateModule(create, compiled, build.threads - 1);
  if (build.threads === 1) return instantiate;
  return async () => {
    const module = await instantiate().catch((error: unknown) => {
      throw threadsUnavailable(reasonOf(error));
    });
    module.setThreads?.(build.threads);
    return module;
  };
}

/** A build of its own has glue of its own, loaded from beside it: that also starts its threads, in workers. */
async function importGlue(url: string): Promise<CreateModule> {
  try {
    return ((await import(/* @vite-ignore */ url)) as { default: CreateModule }).default;
  } catch (error) {
    throw new AttentionError("fetch_failed", `Could not load ${url}: ${reasonOf(error)}.`, { url });
  }
}

const instantiateModule = (create: CreateModule, compiled: WebAssembly.Module, nWorkers: number) =>
  new Promise<WasmModule>((resolve, reject) => {
    const instantiateWasm: Parameters<CreateModule>[0]["instantiateWasm"] = (imports, receive) => {
      WebAssembly.instantiate(compiled, imports).then((instance) => receive(instance, compiled), reject);
      return {};
    };
    // A worker that fails to start would be waited for without end.
    const printErr = (message: string) => reject(new Error(message));
    create({ instantiateWasm, ...(nWorkers > 0 && { nWorkers, printErr }) }).then(resolve, reject);
  });

async function compile(bytes: ArrayBuffer): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw unavailable(reasonOf(error));
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const unavailable = (reason: string) =>
  new AttentionError(
    "wasm_unavailable",
    `WebAssembly cannot run here (${reason}). Allow it: the Content-Security-Policy needs script-src 'wasm-unsafe-eval'.`,
    { reason },
  );

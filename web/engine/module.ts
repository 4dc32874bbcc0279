/** Compiles attn.wasm once; every restart makes a new instance of it. */
import createModule from "#wasm";
import { AttentionError } from "./errors.ts";
import type { Platform } from "./platform.ts";
import type { WasmModule } from "./wasm-session.ts";

export type InstantiateModule = () => Promise<WasmModule>;

export async function compileModule(platform: Platform, baseUrl: string): Promise<InstantiateModule> {
  if (typeof WebAssembly !== "object") throw unavailable("this browser has none");
  const bytes = await platform.readAsset(new URL("attn.wasm", baseUrl).href, {});
  const compiled = await compile(bytes);
  return () =>
    new Promise((resolve, reject) => {
      const instantiateWasm: Parameters<typeof createModule>[0]["instantiateWasm"] = (imports, receive) => {
        WebAssembly.instantiate(compiled, imports).then((instance) => receive(instance, compiled), reject);
        return {};
      };
      createModule({ instantiateWasm }).then(resolve, reject);
    });
}

async function compile(bytes: ArrayBuffer): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw unavailable(error instanceof Error ? error.message : String(error));
  }
}

const unavailable = (reason: string) =>
  new AttentionError(
    "wasm_unavailable",
    `WebAssembly cannot run here (${reason}). Allow it: the Content-Security-Policy needs script-src 'wasm-unsafe-eval'.`,
    { reason },
  );

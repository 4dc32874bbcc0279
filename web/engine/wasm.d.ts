/** The glue that Emscripten writes beside attn.wasm; its names are those of wasm/bindings.cpp. */
declare module "#wasm" {
  export default function createModule(settings: {
    instantiateWasm(
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
  }): Promise<import("./wasm-session.ts").WasmModule>;
}

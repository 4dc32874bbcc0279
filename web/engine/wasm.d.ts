/** The glue that Emscripten writes beside attn.wasm; its names are those of wasm/bindings.cpp. */
declare module "#wasm" {
  export default function createModule(settings: {
    instantiateWasm(
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
    /** Of a build with threads: workers to start before the engine begins (wasm/CMakeLists.txt). */
    nWorkers?: number;
    /** Is told of a worker that fails. */
    printErr?(message: string): void;
  }): Promise<import("./wasm-session.ts").WasmModule>;
}

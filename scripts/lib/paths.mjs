// Where things are, relative to the project's root.
import { fileURLToPath } from "node:url";
import path from "node:path";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const at = (...parts) => path.join(root, ...parts);

export const toolchain = at("build/toolchain");
/** The CMake preset of each build of the engine, and where its module and its WebAssembly come to lie. */
export const engineBuilds = ["", "-threads", "-fast", "-threads-fast"].map((kind) => ({
  preset: `wasm${kind}`,
  module: at(`build/wasm${kind}/wasm/attn${kind}.mjs`),
  wasm: at(`build/wasm${kind}/wasm/attn${kind}.wasm`),
}));
export const site = at("dist/site");
export const npmPackage = at("dist/npm");

/** Test data outside the repository; may be absent. */
export const testDataRoot = path.resolve(process.env.ATTN_TEST_DATA ?? at("../shared/data"));

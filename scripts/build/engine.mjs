// Compiles the C++ core to WebAssembly; Ninja does nothing where no source has changed.
import { existsSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";

export async function buildEngine() {
  if (!existsSync(at("build/wasm/build.ninja"))) await run("cmake", ["--preset", "wasm"]);
  await run("cmake", ["--build", "--preset", "wasm", "--target", "attn_wasm"]);
}

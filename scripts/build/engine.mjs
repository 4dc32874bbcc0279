// Compiles the C++ core to WebAssembly; Ninja does nothing where no source has changed.
import { existsSync } from "node:fs";
import { at, engineBuilds } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";

async function buildOne({ preset }) {
  if (!existsSync(at("build", preset, "build.ninja"))) await run("cmake", ["--preset", preset]);
  await run("cmake", ["--build", "--preset", preset, "--target", "attn_wasm"]);
}

/** One after the other: each takes all processors. */
export async function buildEngine() {
  for (const build of engineBuilds) await buildOne(build);
}

// Prepares build/toolchain: what CMake is pointed at instead of the machine's own folders.
import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { at, toolchain } from "../lib/paths.mjs";
import { outputOf } from "../lib/run.mjs";
import { xsimdFolder } from "./needs.mjs";

function link(target, file) {
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    if (readlinkSync(file) === target) return;
  } catch {
    // not there yet, or not a link
  }
  rmSync(file, { recursive: true, force: true });
  symlinkSync(target, file);
}

/** xsimd alone: Emscripten's own C library headers must not be hidden by those of /usr/include. */
const exposeXsimd = () => link(path.join(xsimdFolder(), "xsimd"), path.join(toolchain, "include/xsimd"));

/**
 * npm has no finalize. Debian 12's works, but prints metadata that nobody reads any more, and cannot read relaxed SIMD:
 * where nothing is to be written (-sWASM_BIGINT leaves it nothing to change) it is not asked.
 */
const finalizer = `#!/bin/sh
for argument in "$@"; do
  [ "$argument" = -o ] && exec /usr/bin/wasm-emscripten-finalize "$@" >/dev/null
done
`;

/** Debian 12's Binaryen lacks an option that Emscripten 3.1.69 passes: npm's tools stand in for those that it has. */
function exposeBinaryen() {
  const bin = path.join(toolchain, "binaryen/bin");
  if (outputOf("em-config", ["EMSCRIPTEN_ROOT"]) !== "/usr/share/emscripten") {
    rmSync(path.dirname(bin), { recursive: true, force: true });
    return;
  }
  const toolsIn = (folder) => (existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith("wasm")) : []);
  for (const folder of ["/usr/bin", at("node_modules/binaryen/bin")]) {
    for (const name of toolsIn(folder)) link(path.join(folder, name), path.join(bin, name));
  }
  const finalize = path.join(bin, "wasm-emscripten-finalize");
  rmSync(finalize, { force: true });
  writeFileSync(finalize, finalizer, { mode: 0o755 });
}

export function prepareToolchain() {
  exposeXsimd();
  exposeBinaryen();
}

// `npm run build [-- --wasm]` writes dist/: the static site and the npm package; with --wasm only the engine is built.
import { buildEngine } from "./build/engine.mjs";
import { isUpToDate, stamped } from "./build/stamp.mjs";
import { isMain, reportFailure } from "./lib/main.mjs";
import { setup } from "./setup.mjs";

async function buildAll() {
  // Imported late: Vite is there only once setup has run.
  const { buildPackage, emitTypes } = await import("./build/package.mjs");
  const { buildSite } = await import("./build/site.mjs");
  await buildPackage();
  await Promise.all([buildSite(), emitTypes()]);
}

/** Builds what has changed. Expects setup() to have run. */
export async function build({ onlyEngine = false } = {}) {
  await buildEngine();
  if (onlyEngine || isUpToDate()) return;
  await stamped(buildAll);
  console.log("build: dist/site and dist/npm are ready");
}

if (isMain(import.meta.url)) {
  const flags = process.argv.slice(2);
  await setup({ yes: flags.includes("--yes") })
    .then(() => build({ onlyEngine: flags.includes("--wasm") }))
    .catch(reportFailure("build"));
}

// `npm run build [-- --wasm]` writes dist/: the static site and the npm package; with --wasm only the engine is built.
import { buildEngine } from "./build/engine.mjs";
import { locked } from "./build/lock.mjs";
import { isUpToDate, stamped } from "./build/stamp.mjs";
import { isMain, reportFailure } from "./lib/main.mjs";
import { at } from "./lib/paths.mjs";
import { setup } from "./setup.mjs";

async function buildAll() {
  // Imported late: Vite is there only once setup has run.
  const { buildPackage, emitTypes } = await import("./build/package.mjs");
  const { buildSite } = await import("./build/site.mjs");
  await buildPackage();
  await Promise.all([buildSite(), emitTypes()]);
}

async function buildChanged(onlyEngine) {
  await buildEngine();
  if (onlyEngine || isUpToDate()) return;
  await stamped(buildAll);
  console.log("build: dist/site and dist/npm are ready");
}

/** Builds what has changed, when no other process is building here. Expects setup() to have run. */
export const build = ({ onlyEngine = false } = {}) => locked(at("build/.lock"), () => buildChanged(onlyEngine));

if (isMain(import.meta.url)) {
  const flags = process.argv.slice(2);
  await setup({ yes: flags.includes("--yes") })
    .then(() => build({ onlyEngine: flags.includes("--wasm") }))
    .catch(reportFailure("build"));
}

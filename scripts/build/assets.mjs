// The files that stand beside the scripts: the engine, the bundled word vectors and models with their licences.
import { copyFile, cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { at, engineBuilds } from "../lib/paths.mjs";
import { writeLicences } from "./licences.mjs";

const isData = (name) => /\.(safetensors|tsv|txt)$/.test(name);

const copyInto = (folder, file) => copyFile(file, path.join(folder, path.basename(file)));

/** Node's flags are not its threads': `--input-type`, for one, would stop them. */
const withOwnFlags = (glue) => glue.replace('workerData:"em-pthread"', "$&,execArgv:[]");

async function copyOtherEngine({ module, wasm }, folder) {
  const glue = await readFile(module, "utf8");
  await Promise.all([copyInto(folder, wasm), writeFile(path.join(folder, path.basename(module)), withOwnFlags(glue))]);
}

/** The other builds of the engine: each brings its own glue, which starts its own workers from where it lies. */
export const copyOtherEngines = (folder) =>
  Promise.all(engineBuilds.slice(1).map((build) => copyOtherEngine(build, folder)));

export const copyThreadsEngine = (folder) =>
  copyOtherEngine(
    engineBuilds.find(({ preset }) => preset === "wasm-threads"),
    folder,
  );

/** Copies attn.wasm and data/ into `folder`. */
export async function copyAssets(folder) {
  await mkdir(path.join(folder, "data"), { recursive: true });
  await copyInto(folder, engineBuilds[0].wasm);
  const names = (await readdir(at("web/data"))).filter(isData);
  await Promise.all(names.map((name) => copyFile(at("web/data", name), path.join(folder, "data", name))));
  await cp(at("web/data/licenses"), path.join(folder, "data/licenses"), { recursive: true });
  await writeLicences(folder);
}

const isOfModel = (name) => /\.(safetensors|json)$|^LICENSE$/.test(name) && name !== "package.json";

/** Copies the bundled models into models/ of `folder`, each as the hub lays it out. */
export async function copyModels(folder) {
  const models = (await readdir(at("web/models"), { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name } of models) {
    await mkdir(path.join(folder, "models", name), { recursive: true });
    const files = (await readdir(at("web/models", name))).filter(isOfModel);
    await Promise.all(
      files.map((file) => copyFile(at("web/models", name, file), path.join(folder, "models", name, file))),
    );
  }
}

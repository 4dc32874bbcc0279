// The files that stand beside the scripts: the engine and the bundled word vectors with their licences.
import { copyFile, cp, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { at, wasmOutput } from "../lib/paths.mjs";

const isData = (name) => /\.(safetensors|tsv|txt)$/.test(name);

/** Copies attn.wasm and data/ into `folder`. */
export async function copyAssets(folder) {
  await mkdir(path.join(folder, "data"), { recursive: true });
  await copyFile(path.join(wasmOutput, "attn.wasm"), path.join(folder, "attn.wasm"));
  const names = (await readdir(at("web/data"))).filter(isData);
  await Promise.all(names.map((name) => copyFile(at("web/data", name), path.join(folder, "data", name))));
  await cp(at("web/data/licenses"), path.join(folder, "data/licenses"), { recursive: true });
}

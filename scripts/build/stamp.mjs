// Tells whether anything that a build depends on has changed since the last one.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { at, engineBuilds } from "../lib/paths.mjs";

const stamp = at("dist/.built-from");
const inputs = [
  at("web"),
  at("scripts/build"),
  ...engineBuilds.flatMap(({ module, wasm }) => [module, wasm]),
  at("package.json"),
  at("package-lock.json"),
  at("tsconfig.json"),
  at("tsconfig.build.json"),
];

function filesUnder(file) {
  if (!statSync(file).isDirectory()) return [file];
  const entries = readdirSync(file, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap(filesUnder).sort()) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

export const isUpToDate = () => existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();

/** Runs `build` and remembers what it was made from; a build that fails is never taken for a finished one. */
export async function stamped(build) {
  const before = fingerprint();
  rmSync(stamp, { force: true });
  await build();
  writeFileSync(stamp, before);
}

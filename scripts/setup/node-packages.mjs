// Keeps node_modules equal to package-lock.json.
import { existsSync, readFileSync } from "node:fs";
import { at } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";

const packagesIn = (file) => JSON.parse(readFileSync(file, "utf8")).packages;

/** Whether every package that the lock file names is installed in that version. */
export function nodePackagesMatch() {
  const installed = at("node_modules/.package-lock.json");
  if (!existsSync(installed)) return false;
  const have = packagesIn(installed);
  return Object.entries(packagesIn(at("package-lock.json"))).every(
    ([name, { version, optional }]) => name === "" || optional || have[name]?.version === version,
  );
}

export const installNodePackages = () => run("npm", ["ci", "--no-fund", "--no-audit"]);

// Checks how every source is laid out, and with --write (`npm run format`) lays it out.
import { readdirSync } from "node:fs";
import path from "node:path";
import { isMain, reportFailure } from "./lib/main.mjs";
import { at } from "./lib/paths.mjs";
import { firstOf, run } from "./lib/run.mjs";

const sourcesIn = (folder) =>
  readdirSync(at(folder), { recursive: true })
    .filter((name) => /\.(cpp|h)$/.test(name) && !name.includes("node_modules"))
    .map((name) => path.join(folder, name));

/** Formats C++ and everything that Prettier knows, or throws if something is not formatted. */
export async function format({ write }) {
  const cpp = ["core", "wasm", "tests"].flatMap(sourcesIn);
  await run(firstOf(["clang-format-19", "clang-format"]), write ? ["-i", ...cpp] : ["--dry-run", "-Werror", ...cpp]);
  const prettier = at("node_modules/prettier/bin/prettier.cjs");
  await run(process.execPath, [prettier, write ? "--write" : "--check", "--log-level", "warn", "."]);
}

if (isMain(import.meta.url)) {
  await format({ write: process.argv.includes("--write") }).catch(reportFailure("format"));
}

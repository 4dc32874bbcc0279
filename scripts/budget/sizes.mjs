// How much a visitor downloads, compressed.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { npmPackage, site } from "../lib/paths.mjs";

const kilobyte = 1024;
const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;
const sum = (files) => files.reduce((total, file) => total + gzipped(file), 0);

/** A script, all that it imports, at once or late, and its workers. */
function scriptsFrom(entry) {
  const found = new Set([entry]);
  for (const file of found) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(/["'`](?:\.\/)?([\w-]+\.js)["'`]/g)) {
      const other = path.join(path.dirname(file), name);
      if (existsSync(other)) found.add(other);
    }
  }
  return [...found];
}

const isNamed = (start) => (file) => path.basename(file).startsWith(start);
const isWorker = isNamed("worker");
/** The engine in the page itself is loaded instead of the worker, where none can start. */
const isFallback = (file) => isNamed("host-")(file) || isNamed("platform-web-")(file);

function sizesOf(name, entry, limit) {
  const scripts = scriptsFrom(entry).filter((file) => !isFallback(file));
  return [
    { name: `${name} with dependencies, gzip`, value: sum(scripts.filter((file) => !isWorker(file))), limit },
    { name: `  and the engine's worker, loaded by need`, value: sum(scripts.filter(isWorker)) },
  ];
}

function pageEntry() {
  const html = readFileSync(path.join(site, "index.html"), "utf8");
  return path.join(site, /<script type="module"[^>]* src="\.\/([^"]+)"/.exec(html)[1]);
}

/** Each size in bytes beside its limit, where it has one. */
export const sizes = () => [
  { name: "engine wasm, gzip", value: gzipped(path.join(npmPackage, "attn.wasm")), limit: 80 * kilobyte },
  ...sizesOf("widget script", path.join(npmPackage, "widget.js"), 60 * kilobyte),
  ...sizesOf("page script", pageEntry(), 120 * kilobyte),
];

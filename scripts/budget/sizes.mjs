// How much a visitor downloads, compressed.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { npmPackage, site } from "../lib/paths.mjs";

const kilobyte = 1024;
const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;
const sum = (files) => files.reduce((total, file) => total + gzipped(file), 0);

/** Scripts, all that they import, at once or late, and their workers; but what `isOther` names and what only that imports. */
function scriptsFrom(entries, isOther) {
  const found = new Set(entries);
  for (const file of found) {
    if (path.basename(file) === "service-worker.js") continue; // it names every file of the site
    for (const [, name] of readFileSync(file, "utf8").matchAll(/["'`](?:\.\/)?([\w-]+\.js)["'`]/g)) {
      const other = path.join(path.dirname(file), name);
      if (existsSync(other) && !isOther(other)) found.add(other);
    }
  }
  return [...found];
}

const isNamed = (start) => (file) => path.basename(file).startsWith(start);
const isWorker = isNamed("worker");
/** The engine in the page itself is loaded instead of the worker, where none can start. */
const isFallback = (file) => isNamed("host-")(file) || isNamed("platform-web-")(file);
/** What transformers need, in the page and in the worker: loaded with the first model. */
const isForModels = (file) => ["models-", "model-client-", "play-model-"].some((start) => isNamed(start)(file));

/** Words of other languages than English: loaded by who reads them. */
const isWords = (file) => ["zh-", "widget-zh-"].some((start) => isNamed(start)(file));

function sizesOf(name, entry, limit) {
  const isLater = (file) => isFallback(file) || isForModels(file) || isWords(file);
  const first = scriptsFrom([entry], (file) => isLater(file) || isWorker(file));
  const worker = scriptsFrom([entry], isLater).filter((file) => !first.includes(file));
  const words = scriptsFrom([entry], (file) => isFallback(file) || isForModels(file)).filter(isWords);
  const all = scriptsFrom([entry], (file) => isFallback(file) || isWords(file));
  return [
    { name: `${name} with dependencies, gzip`, value: sum(first), limit },
    { name: `  and the engine's worker, loaded by need`, value: sum(worker) },
    { name: `  and in Chinese, loaded by need`, value: sum(words) },
    { name: `  and for transformers, loaded by need`, value: sum(all) - sum(first) - sum(worker) },
  ];
}

function pageEntry() {
  const html = readFileSync(path.join(site, "index.html"), "utf8");
  return path.join(site, /<script type="module"[^>]* src="\.\/([^"]+)"/.exec(html)[1]);
}

const otherEngines = ["attn-threads", "attn-fast", "attn-threads-fast"];

/** Each size in bytes beside its limit, where it has one. */
export const sizes = () => [
  { name: "engine wasm, gzip", value: gzipped(path.join(npmPackage, "attn.wasm")), limit: 80 * kilobyte },
  ...otherEngines.map((name) => ({
    name: `  ${name} and its glue, loaded if asked for`,
    value: sum([path.join(npmPackage, `${name}.wasm`), path.join(npmPackage, `${name}.mjs`)]),
    limit: undefined,
  })),
  ...sizesOf("widget script", path.join(npmPackage, "widget.js"), 60 * kilobyte),
  ...sizesOf("page script", pageEntry(), 120 * kilobyte),
];

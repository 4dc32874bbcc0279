// How much a visitor downloads, compressed.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { npmPackage, site } from "../lib/paths.mjs";

const gzipped = (file) => gzipSync(readFileSync(file), { level: 9 }).length;

/** A script and all that it can load: its imports, those it makes late, and its worker. */
export function scriptsFrom(entry) {
  const found = new Set([entry]);
  for (const file of found) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(/["'`](?:\.\/)?([\w-]+\.js)["'`]/g)) {
      const other = path.join(path.dirname(file), name);
      if (existsSync(other)) found.add(other);
    }
  }
  return [...found];
}

function pageEntry() {
  const html = readFileSync(path.join(site, "index.html"), "utf8");
  return path.join(site, /<script type="module"[^>]* src="\.\/([^"]+)"/.exec(html)[1]);
}

const sum = (files) => files.reduce((total, file) => total + gzipped(file), 0);

/** Each size in bytes beside its limit. */
export const sizes = () => [
  { name: "engine wasm, gzip", value: gzipped(path.join(npmPackage, "attn.wasm")), limit: 80 * 1024 },
  {
    name: "widget with dependencies, gzip",
    value: sum(scriptsFrom(path.join(npmPackage, "widget.js"))),
    limit: 60 * 1024,
  },
  { name: "page script, gzip", value: sum(scriptsFrom(pageEntry())), limit: 120 * 1024 },
];

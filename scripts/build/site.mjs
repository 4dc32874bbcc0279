// dist/site: the static site. It works from any sub-path of any static host.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, readFile, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { at, npmPackage, site } from "../lib/paths.mjs";
import { copyAssets, copyModels, copyThreadsEngine } from "./assets.mjs";
import { copyFontLicence } from "./licences.mjs";
import { viteBuild } from "./vite.mjs";

const hashed = "[name]-[hash][extname]";

/** What the page has for transformers only is named so that the budget can tell it from the first visit's. */
const chunkName = ({ facadeModuleId }) =>
  facadeModuleId?.startsWith(at("web/page/model")) ? "models-[name]-[hash].js" : "[name]-[hash].js";

const buildPage = () =>
  viteBuild({
    root: at("web/page"),
    worker: "[name]-[hash].js",
    build: {
      outDir: site,
      rollupOptions: {
        output: { entryFileNames: "[name]-[hash].js", chunkFileNames: chunkName, assetFileNames: hashed },
      },
    },
  });

/** The widget as a host would embed it: the package's files for browsers, a folder that can be copied elsewhere. */
async function copyWidget() {
  const forNodeOnly = new Set(["types", "node.js", "cli.js"]);
  await cp(npmPackage, path.join(site, "widget"), {
    recursive: true,
    filter: (file) => !forNodeOnly.has(path.relative(npmPackage, file)),
  });
}

/** Every file of the page itself, with a revision that changes when its bytes do. */
async function shellFiles() {
  const entries = await readdir(site, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(
    files.sort().map(async (file) => {
      const content = await readFile(file);
      const revision = createHash("sha256").update(content).digest("hex").slice(0, 16);
      return { url: path.relative(site, file).replaceAll(path.sep, "/"), revision, bytes: content.length };
    }),
  );
}

const buildServiceWorker = async () =>
  viteBuild({
    define: { SITE_FILES: JSON.stringify(await shellFiles()) },
    build: {
      outDir: site,
      rollupOptions: {
        input: { "service-worker": at("web/page/service-worker.ts") },
        output: { format: "iife", entryFileNames: "[name].js" },
      },
    },
  });

/** Call after buildPackage(): the site carries the package's widget. */
export async function buildSite() {
  await rm(site, { recursive: true, force: true });
  const copies = copyAssets(site).then(() => Promise.all([copyFontLicence(site), copyThreadsEngine(site)]));
  await Promise.all([buildPage(), copies]);
  await buildServiceWorker();
  // After the service worker, which keeps all that is there by then: a model is loaded only when it is chosen.
  await Promise.all([copyWidget(), copyModels(site)]);
  if (existsSync(at("web/examples"))) await cp(at("web/examples"), path.join(site, "examples"), { recursive: true });
}

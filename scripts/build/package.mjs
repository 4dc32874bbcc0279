// dist/npm: what `import "attention-playground"` and the command are made of.
import { chmod, mkdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { at, npmPackage } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";
import { copyAssets, copyOtherEngines } from "./assets.mjs";
import { viteBuild } from "./vite.mjs";

const output = { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js", assetFileNames: "[name][extname]" };

/** The browser's entry and the widget: they share chunks, and one worker. */
const buildBrowserEntries = () =>
  viteBuild({
    build: {
      outDir: npmPackage,
      rollupOptions: {
        input: { browser: at("web/engine/browser.ts"), widget: at("web/widget/define.ts") },
        preserveEntrySignatures: "strict",
        output,
      },
    },
  });

const buildNodeEntries = () =>
  viteBuild({
    node: true,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: npmPackage,
      minify: false,
      rollupOptions: { input: { node: at("web/engine/node.ts"), cli: at("web/cli/main.ts") }, output },
    },
  });

/** Lets `npx attention-playground` find the command in the project's own folder, as it does where it is installed. */
async function linkCommand() {
  const command = path.join(npmPackage, "cli.js");
  await chmod(command, 0o755);
  const bin = at("node_modules/.bin");
  await mkdir(bin, { recursive: true });
  await rm(path.join(bin, "attention-playground"), { force: true });
  await symlink(path.relative(bin, command), path.join(bin, "attention-playground"));
}

/** Writes dist/npm/types; rejects where the types do not hold. */
export const emitTypes = () =>
  run(process.execPath, [at("node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"]);

export async function buildPackage() {
  await rm(npmPackage, { recursive: true, force: true });
  const copies = copyAssets(npmPackage).then(() => copyOtherEngines(npmPackage));
  await Promise.all([buildBrowserEntries(), buildNodeEntries(), copies]);
  await linkCommand();
}

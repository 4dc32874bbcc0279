// What the page of the bench of views needs beside itself: our view as a script, and BertViz's script out of its wheel.
import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { viteBuild } from "../../../scripts/build/vite.mjs";
import { at } from "../../../scripts/lib/paths.mjs";
import { run } from "../../../scripts/lib/run.mjs";

const folder = at("build/bench-views");

async function fetchBertViz() {
  const wheels = `${folder}/wheels`;
  rmSync(wheels, { recursive: true, force: true });
  const wanted = ["--no-deps", "--require-hashes", "--requirement", at("tests/bench/views/requirements.txt")];
  await run("python3", ["-m", "pip", "download", "--quiet", "--dest", wheels, ...wanted]);
  const [wheel] = readdirSync(wheels);
  await run("python3", ["-m", "zipfile", "--extract", `${wheels}/${wheel}`, `${wheels}/files`]);
  copyFileSync(`${wheels}/files/bertviz/head_view.js`, `${folder}/head_view.js`);
}

export async function prepareViews() {
  mkdirSync(folder, { recursive: true });
  await fetchBertViz();
  await viteBuild({
    build: {
      outDir: folder,
      rollupOptions: { input: at("tests/bench/views/lines.ts"), output: { entryFileNames: "lines.js" } },
    },
  });
}

// The licences of what is built in, in the words of their owners: bundling drops the comments that hold them.
import { copyFile, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { at } from "../lib/paths.mjs";

const packageOf = async (name) => JSON.parse(await readFile(at("node_modules", name, "package.json"), "utf8"));

/** The packages of `names` and all that they depend on, in order of their names. */
async function withDependencies(names, found = new Map()) {
  for (const name of names.filter((name) => !found.has(name))) {
    const { version, license, dependencies = {} } = await packageOf(name);
    found.set(name, { name, version, license });
    await withDependencies(Object.keys(dependencies), found);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function licenceText(name) {
  const file = (await readdir(at("node_modules", name))).find((file) => /^licen[cs]e(\.\w+)?$/i.test(file));
  return file ? (await readFile(at("node_modules", name, file), "utf8")).trim() : null;
}

async function section({ name, version, license }) {
  const text = (await licenceText(name)) ?? "The package holds no text of its licence.";
  return `${name} ${version} (${license})\n\n${text}\n`;
}

/** Writes the program's own licence and those of the packages in it to data/licenses/ of `folder`. */
export async function writeLicences(folder) {
  const { dependencies } = JSON.parse(await readFile(at("package.json"), "utf8"));
  const own = `attention-playground (MIT)\n\n${(await readFile(at("LICENSE"), "utf8")).trim()}\n`;
  const sections = await Promise.all((await withDependencies(Object.keys(dependencies))).map(section));
  await writeFile(path.join(folder, "data/licenses/programs.txt"), [own, ...sections].join(`\n${"-".repeat(80)}\n\n`));
}

/** The page's font has its own. */
export const copyFontLicence = (folder) =>
  copyFile(at("web/page/fonts/OFL.txt"), path.join(folder, "data/licenses/OFL-1.1.txt"));

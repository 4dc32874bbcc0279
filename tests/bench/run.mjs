// `npm run bench`: our kernels against the peers, in one process or page, one thread. What its options do is in README.md.
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { setFlagsFromString } from "node:v8";
import { at } from "../../scripts/lib/paths.mjs";
import { reportFailure } from "../../scripts/lib/main.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { cases } from "./cases.mjs";
import { comparisonTable } from "./compare.mjs";
import { check, guarded, kept, store } from "./guard.mjs";
import { readOptions } from "./options.mjs";
import { oddTable } from "./odd.mjs";
import { warning } from "./print.mjs";
import { scalingCases, scalingTable } from "./scaling.mjs";

const folder = at("tests/bench");
/** Node 20 has relaxed SIMD, but behind a flag. */
const relaxedSimd = process.versions.node.startsWith("20.") ? ["--experimental-wasm-relaxed-simd"] : [];

/** Older versions spill the fast build's tiles (docs/kernels.md). */
const spillsFastTiles = Number.parseInt(process.versions.v8) < 13;

/** The builds that are measured: the fast one beside the default one, or alone where only one is. */
function presetsOf({ task, fast }) {
  if (task === "table") return ["wasm", ...(fast ? ["wasm-fast"] : [])];
  return [`wasm${task === "scaling" ? "-threads" : ""}${fast ? "-fast" : ""}`];
}

/** Whether every peer is there in the version that package.json names. */
function hasPeers() {
  const { devDependencies } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const installed = (name) => `${folder}/node_modules/${name}/package.json`;
  return Object.entries(devDependencies).every(
    ([name, version]) =>
      existsSync(installed(name)) && JSON.parse(readFileSync(installed(name), "utf8")).version === version,
  );
}

async function prepare(presets, { fast }) {
  for (const preset of presets) {
    await run("cmake", ["--preset", preset, "--log-level=WARNING"]);
    await run("cmake", ["--build", "--preset", preset, "--target", "attn_bench"]);
  }
  if (fast) relaxedSimd.forEach((flag) => setFlagsFromString(flag));
  if (fast && spillsFastTiles)
    console.log(
      "This V8 spills the fast build's tiles: npx -y node@24 tests/bench/run.mjs --fast shows what it reaches.",
    );
}

/** This process, or a browser's page. */
async function openPlace(browser) {
  if (browser !== null) return (await import("./places/browser.mjs")).openBrowser(browser);
  const [{ inNode }, { openers }] = [await import("./places/node.mjs"), await import("./openers.mjs")];
  return { ...inNode, open: (kind, settings) => openers[kind](inNode, settings), close: () => undefined };
}

async function checkSpeed(place, { fast, rounds }) {
  const { measure } = await place.open("table", { fast });
  const wanted = cases.filter(({ name }) => guarded.includes(name));
  const lost = await check(wanted, async ({ name }) => (await measure(name, rounds)).builds[0], console.log);
  if (lost.length > 0) throw new Error(`Slower than table.json has it:\n${lost.join("\n")}`);
}

async function storeSpeed(place, { fast, rounds }) {
  const { measure } = await place.open("table", { fast });
  const table = {};
  for (const name of guarded) table[name] = kept((await measure(name, rounds)).builds[0]);
  store(table);
}

async function printRows(measure, table, names, { rounds, browser, threads }) {
  const all = [];
  const [load] = loadavg();
  console.log(table.heads);
  for (const name of names) {
    const measured = await measure(name, rounds);
    all.push(measured);
    console.log(table.row(name, measured));
  }
  if (table.summary && all.length > 0) console.log(table.summary(all));
  const disturbances = all.map(({ disturbance }) => disturbance);
  const disturbed = warning(disturbances, load, availableParallelism(), browser !== null || threads !== null);
  if (disturbed) console.log(disturbed);
}

async function printTable(place, options) {
  const { names, measure } = await place.open("table", { fast: options.fast });
  const wanted = cases.map(({ name }) => name).filter((name) => options.cases?.test(name) ?? true);
  console.log(
    `${place.name}, one thread, medians of ${options.rounds} rounds, ${place.clockName}; under a name, its time ÷ ours`,
  );
  await printRows(measure, comparisonTable(names), wanted, options);
}

async function printScaling(place, options) {
  const { rounds, threads } = options;
  const { names, measure } = await place.open("scaling", { preset: presetsOf(options)[0], threads });
  const wanted = options.cases
    ? cases.map(({ name }) => name).filter((name) => options.cases.test(name))
    : scalingCases;
  console.log(
    `${place.name}, medians of ${rounds} rounds, time on the wall; under a name, its time ÷ ours on ${threads}`,
  );
  await printRows(measure, scalingTable(threads, names), wanted, options);
}

async function printOdd(place, options) {
  const { names, measure } = await place.open("odd", { preset: presetsOf(options)[0] });
  console.log(`${place.name}, one thread, medians of ${options.rounds} rounds, ${place.clockName}`);
  await printRows(
    measure,
    oddTable(),
    names.filter((name) => options.cases?.test(name) ?? true),
    options,
  );
}

const inPlace = { table: printTable, scaling: printScaling, odd: printOdd, check: checkSpeed, store: storeSpeed };

async function printModels(program, options) {
  if (options.threads !== null) return (await import("./models/scaling.mjs")).printModelScaling(options);
  return (await import("./models/table.mjs")).printModels(program, options);
}

async function bench(options) {
  // They are large: whoever does not run the bench does not get them.
  if (!hasPeers()) await run("npm", ["ci", "--ignore-scripts"], { cwd: folder });
  if (options.task === "views") return (await import("./views/table.mjs")).printViews(options);
  const presets = presetsOf(options);
  await prepare(presets, options);
  const program = `build/${presets[0]}/tests/bench/attn_bench.wasm`;
  if (options.task === "models") return printModels(program, options);
  if (options.task === "growth")
    return (await import("./growth/table.mjs")).printGrowth(program, relaxedSimd, options.rounds);
  const place = await openPlace(options.browser);
  try {
    await inPlace[options.task](place, options);
  } finally {
    await place.close();
  }
}

await Promise.resolve()
  .then(() => bench(readOptions(process.argv.slice(2))))
  .catch(reportFailure("bench"));
process.exit(); // the peers keep workers and timers

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
import { warning } from "./print.mjs";
import { scalingCases, scalingTable } from "./scaling.mjs";

const folder = at("tests/bench");
const has = (name) => process.argv.includes(`--${name}`);
/** The builds that are measured: the fast one beside the default one, or alone where only one is asked for. */
const presets = has("threads")
  ? [`wasm-threads${has("fast") ? "-fast" : ""}`]
  : ["wasm", ...(has("fast") ? ["wasm-fast"] : [])];

/** Node 20 has relaxed SIMD, but behind a flag. */
const relaxedSimd = process.versions.node.startsWith("20.") ? ["--experimental-wasm-relaxed-simd"] : [];

const option = (name, otherwise) => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? otherwise : process.argv[place + 1];
};

/** Whether every peer is there in the version that package.json names. */
function hasPeers() {
  const { devDependencies } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const installed = (name) => `${folder}/node_modules/${name}/package.json`;
  return Object.entries(devDependencies).every(
    ([name, version]) =>
      existsSync(installed(name)) && JSON.parse(readFileSync(installed(name), "utf8")).version === version,
  );
}

/** The peers are large: whoever does not run the bench does not get them. */
async function prepare() {
  if (!hasPeers()) await run("npm", ["ci", "--ignore-scripts"], { cwd: folder });
  for (const preset of presets) {
    await run("cmake", ["--preset", preset, "--log-level=WARNING"]);
    await run("cmake", ["--build", "--preset", preset, "--target", "attn_bench"]);
  }
  if (has("fast")) relaxedSimd.forEach((flag) => setFlagsFromString(flag));
}

/** This process, or a browser's page. */
async function openPlace() {
  if (has("browser")) return (await import("./places/browser.mjs")).openBrowser(option("browser"));
  const [{ inNode }, { openers }] = [await import("./places/node.mjs"), await import("./openers.mjs")];
  return { ...inNode, open: (kind, settings) => openers[kind](inNode, settings), close: () => undefined };
}

async function checkSpeed({ measure }, nRounds) {
  const wanted = cases.filter(({ name }) => guarded.includes(name));
  const lost = await check(wanted, async ({ name }) => (await measure(name, nRounds)).builds[0], console.log);
  if (lost.length > 0) throw new Error(`Slower than table.json has it:\n${lost.join("\n")}`);
}

async function storeSpeed({ measure }, nRounds) {
  const table = {};
  for (const name of guarded) table[name] = kept((await measure(name, nRounds)).builds[0]);
  store(table);
}

async function printTable({ measure }, table, shown, nRounds, isWallClock) {
  const wanted = new RegExp(option("cases", ""));
  const all = [];
  const [load] = loadavg();
  console.log(table.heads);
  for (const { name } of cases.filter(({ name }) => wanted.test(name) && (has("cases") || shown(name)))) {
    const measured = await measure(name, nRounds);
    all.push(measured);
    console.log(table.row(name, measured));
  }
  if (table.summary && all.length > 0) console.log(table.summary(all));
  const disturbed = warning(
    all.map(({ disturbance }) => disturbance),
    load,
    availableParallelism(),
    isWallClock,
  );
  if (disturbed) console.log(disturbed);
}

async function printScaling(place, nRounds) {
  const threads = Number(option("threads"));
  const bench = await place.open("scaling", { preset: presets[0], threads });
  console.log(
    `${place.name}, medians of ${nRounds} rounds, time on the wall; under a name, its time ÷ ours on ${threads}`,
  );
  await printTable(bench, scalingTable(threads, bench.names), (name) => scalingCases.includes(name), nRounds, true);
}

async function printModels(nRounds) {
  const { printModels: print } = await import("./models/table.mjs");
  await print(`build/${presets.at(-1)}/tests/bench/attn_bench.wasm`, nRounds);
}

async function printGrowth(nRounds) {
  const { printAttention } = await import("./growth/attention.mjs");
  const { printEngine } = await import("./growth/engine.mjs");
  const { ours } = await import("./peers/ours.mjs");
  const { inNode } = await import("./places/node.mjs");
  const own = await ours(await inNode.read(`build/${presets.at(-1)}/tests/bench/attn_bench.wasm`));
  await printAttention(own, inNode, nRounds);
  await printEngine(relaxedSimd, nRounds);
}

async function measureIn(place, nRounds) {
  if (has("threads")) return printScaling(place, nRounds);
  const bench = await place.open("table", { fast: has("fast") });
  if (has("check")) return checkSpeed(bench, nRounds);
  if (has("store")) return storeSpeed(bench, nRounds);
  console.log(
    `${place.name}, one thread, medians of ${nRounds} rounds, ${place.clockName}; under a name, its time ÷ ours`,
  );
  return printTable(bench, comparisonTable(bench.names), () => true, nRounds, has("browser"));
}

async function bench() {
  const nRounds = Number(option("rounds", "15"));
  await prepare();
  if (has("models")) return printModels(nRounds);
  if (has("growth")) return printGrowth(nRounds);
  const place = await openPlace();
  try {
    await measureIn(place, nRounds);
  } finally {
    await place.close();
  }
}

await bench().catch(reportFailure("bench"));
process.exit(); // the peers keep workers and timers

// `npm run bench [-- --cases REGEX] [--rounds N] [--fast] [--threads N | --check | --store | --models]`: our kernels against
// the peers, all in this process, one thread. --check compares a few cases with table.json, --store writes that; --fast
// takes the build with relaxed SIMD; --threads compares ours on N threads with ours on one; --models is of whole models.
import { existsSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { at } from "../../scripts/lib/paths.mjs";
import { reportFailure } from "../../scripts/lib/main.mjs";
import { run } from "../../scripts/lib/run.mjs";
import { cases } from "./cases.mjs";
import { compare } from "./compare.mjs";
import { check, guarded, kept, store } from "./guard.mjs";
import { printScaling } from "./scaling.mjs";

const folder = at("tests/bench");
const has = (name) => process.argv.includes(`--${name}`);
const preset = `wasm${has("threads") ? "-threads" : ""}${has("fast") ? "-fast" : ""}`;
const program = at(`build/${preset}/tests/bench/attn_bench`);

const option = (name, otherwise) => {
  const place = process.argv.indexOf(`--${name}`);
  return place < 0 ? otherwise : process.argv[place + 1];
};

/** The peers are large: whoever does not run the bench does not get them. */
async function prepare() {
  if (!existsSync(`${folder}/node_modules`)) await run("npm", ["ci", "--ignore-scripts"], { cwd: folder });
  await run("cmake", ["--preset", preset, "--log-level=WARNING"]);
  await run("cmake", ["--build", "--preset", preset, "--target", "attn_bench"]);
  // Node 20 has it, but behind a flag.
  if (has("fast") && process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
}

async function loadPeers() {
  const { ours } = await import("./peers/ours.mjs");
  const { ortAttention, ortGraph } = await import("./peers/onnxruntime.mjs");
  const { tfjs } = await import("./peers/tfjs.mjs");
  const { plainJs } = await import("./peers/plain-js.mjs");
  const own = await ours(`${program}.wasm`);
  return [own, own.float32, await ortGraph(), await ortAttention(), await tfjs(), await plainJs()];
}

const nameWidth = 44;
const columnWidth = 25;

function row(work, { gflops, share, ratios }, names) {
  const cells = [
    gflops.toFixed(1),
    `${(share * 100).toFixed(0)} %`,
    ...names.map((name) => ratios[name]?.toFixed(2) ?? "–"),
  ];
  return work.name.padEnd(nameWidth) + cells.map((cell) => cell.padStart(columnWidth)).join("");
}

async function checkSpeed(peers, nRounds) {
  const wanted = cases.filter(({ name }) => guarded.includes(name));
  const lost = await check(wanted, (work) => compare(work, peers, nRounds), console.log);
  if (lost.length > 0) throw new Error(`Slower than table.json has it:\n${lost.join("\n")}`);
}

async function storeSpeed(peers, nRounds) {
  const table = {};
  for (const work of cases.filter(({ name }) => guarded.includes(name)))
    table[work.name] = kept(await compare(work, peers, nRounds));
  store(table);
}

async function printTable(peers, nRounds) {
  const wanted = new RegExp(option("cases", ""));
  const names = peers.slice(1).map((peer) => peer.name);
  const heads = ["our GF/s", "of this peak", ...names.map((name) => `${name} ÷ ours`)];
  console.log(
    `Node ${process.version}, V8 ${process.versions.v8}, one thread, medians of ${nRounds} rounds, processor time`,
  );
  console.log("work".padEnd(nameWidth) + heads.map((head) => head.padStart(columnWidth)).join(""));
  for (const work of cases.filter(({ name }) => wanted.test(name)))
    console.log(row(work, await compare(work, peers, nRounds), names));
}

async function bench() {
  const nRounds = Number(option("rounds", "15"));
  await prepare();
  if (has("threads")) return printScaling(`${program}.mjs`, Number(option("threads")), nRounds, option("cases"));
  if (has("models")) {
    const [{ ours }, { printModels }] = [await import("./peers/ours.mjs"), await import("./models/table.mjs")];
    return printModels(await ours(`${program}.wasm`), nRounds);
  }
  const peers = await loadPeers();
  await (has("check") ? checkSpeed : has("store") ? storeSpeed : printTable)(peers, nRounds);
}

await bench().catch(reportFailure("bench"));
process.exit(); // the peers keep workers and timers

// What can be measured, in Node as in a page. Each opener takes a place (how to read a file, its clock) and options, and
// gives the names of what it compares and `measure(name of a case, rounds)`: plain data, which a page can hand out.
import { cases } from "./cases.mjs";
import { compare } from "./compare.mjs";
import { ortWeb } from "./peers/onnxruntime.mjs";
import { ours, oursOnThreads } from "./peers/ours.mjs";
import { plainJs } from "./peers/plain-js.mjs";
import { compareSizes, oddNames } from "./odd.mjs";
import { tfjs } from "./peers/tfjs.mjs";
import { compareThreads } from "./scaling.mjs";

const caseNamed = (name) => cases.find((work) => work.name === name);
const namesOf = (list) => list.map(({ name }) => name);
const program = (preset) => `build/${preset}/tests/bench/attn_bench`;

async function load(place, preset, name) {
  const bytes = await place.read(`${program(preset)}.wasm`);
  if (!WebAssembly.validate(bytes))
    throw new Error(`This place cannot run the build ${preset}: it has no relaxed SIMD.`);
  return { ...(await ours(bytes)), name };
}

/** Our kernels beside the peers; with `fast` those of the build with relaxed SIMD, too. */
async function table(place, { fast }) {
  const own = await load(place, "wasm", "default");
  const builds = [own, ...(fast ? [await load(place, "wasm-fast", "fast")] : [])];
  const peers = [own.float32, ...ortWeb(), await tfjs(place), plainJs(), ...(await place.peers(1))];
  return {
    names: { builds: namesOf(builds), peers: namesOf(peers) },
    measure: (name, nRounds) => compare(caseNamed(name), { builds, peers }, nRounds, place.clock),
  };
}

/** Our kernels on many threads beside the same on one, and beside the peers that have threads, on as many. */
async function scaling(place, { preset, threads }) {
  const module = new URL(`../../${program(preset)}.mjs`, import.meta.url).href;
  const [one, many] = [await oursOnThreads(module, 1), await oursOnThreads(module, threads)];
  const peers = [...ortWeb(threads), ...(await place.peers(threads))];
  return {
    names: namesOf(peers),
    measure: (name, nRounds) => compareThreads(caseNamed(name), { one, many, peers, threads }, nRounds),
  };
}

/** Our kernels at odd sizes. */
async function odd(place, { preset }) {
  const own = await load(place, preset, "ours");
  return { names: oddNames, measure: (name, nRounds) => compareSizes(name, own, nRounds, place.clock) };
}

export const openers = { table, scaling, odd };

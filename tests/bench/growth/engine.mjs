// The engine as shipped: size, how long it takes until it computes, and what memory it takes. Each measurement has a process of its own.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { npmPackage } from "../../../scripts/lib/paths.mjs";
import { layOut } from "../print.mjs";
import { median } from "../timing.mjs";
import { lengths } from "./attention.mjs";

const builds = ["attn", "attn-threads", "attn-fast", "attn-threads-fast"];
const program = fileURLToPath(new URL("fresh.mjs", import.meta.url));

async function fresh(flags, ...task) {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, ...task]);
  return JSON.parse(stdout);
}

async function timesOf(build, flags, nRounds) {
  const samples = [];
  for (let round = 0; round < nRounds; round++)
    samples.push({ ...(await fresh(flags, "compile", build)), ...(await fresh(flags, "first", build)) });
  return ["read", "compile", "first"].map((what) => median(samples.map((sample) => sample[what])));
}

async function printBuilds(flags, nRounds) {
  console.log(`the engine's builds, medians of ${nRounds} fresh processes, time on the wall`);
  const { heads, row } = layOut(["build", "KB", "KB gzip", "read ms", "compile ms", "first result ms"], 24);
  console.log(heads);
  for (const build of builds) {
    const bytes = readFileSync(`${npmPackage}/${build}.wasm`);
    const sizes = [bytes.length, gzipSync(bytes, { level: 9 }).length].map((size) => (size / 1024).toFixed(1));
    const times = await timesOf(build, flags, nRounds);
    console.log(row([build, ...sizes, ...times.map((ms) => ms.toFixed(1))]));
  }
}

async function printMemory(flags) {
  console.log("the engine's memory in MB after one attend() of 4 heads of 64, and after ten more");
  const { heads, row } = layOut(["n", ...lengths.map((n) => String(n).padStart(12))], 24);
  console.log(heads);
  for (const wanted of ["output", "weights"]) {
    const cells = [];
    for (const n of lengths) {
      const { once, again } = await fresh(
        flags,
        "memory",
        "attn",
        String(n),
        ...(wanted === "weights" ? [wanted] : []),
      );
      cells.push([once, again].map((bytes) => (bytes / 2 ** 20).toFixed(1)).join(" → "));
    }
    console.log(row([wanted, ...cells]));
  }
}

/** @param {string[]} flags that Node needs for relaxed SIMD */
export async function printEngine(flags, nRounds) {
  if (!existsSync(npmPackage)) throw new Error("The engine is not built: npm run build");
  await printBuilds(flags, nRounds);
  await printMemory(flags);
}

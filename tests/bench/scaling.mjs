// `npm run bench -- --threads N`: our kernels on N threads beside the same on one, by the clock on the wall: on a machine
// that is busy, or has fewer processors, the numbers mean nothing.
import { cases } from "./cases.mjs";
import { prepare } from "./compare.mjs";
import { oursOnThreads } from "./peers/ours.mjs";
import { median, timeInterleaved } from "./timing.mjs";

const shown = [
  "matmul 128×384×1536",
  "matmul 512×768×3072",
  "matmul 1×768×768",
  "int8 matmul 512×768×3072, A quantised",
  "encoder layer n=128",
  "encoder layer n=512",
  "encoder layer n=512, int8",
  "attention h=12 d=64 n=512, full, output",
  "attention h=12 d=64 n=512, causal, weights",
  "attention h=12 d=64 n=1, full, output",
];

/** @returns our GF/s on one and on many threads, the ratio of each round's times, and the share of so many peaks */
async function compareThreads(work, one, many, threads, nRounds) {
  const inputs = work.inputs();
  const jobs = [one.peak, await prepare(one, work, inputs), await prepare(many, work, inputs)];
  try {
    const [peak, alone, together] = await timeInterleaved(jobs, nRounds, () => performance.now());
    const speed = (times) => work.operations / median(times) / 1e6;
    const peakSpeed = one.peak.operations / median(peak) / 1e6;
    return {
      alone: speed(alone),
      together: speed(together),
      scaling: median(alone.map((ms, round) => ms / together[round])),
      share: speed(together) / (threads * peakSpeed),
    };
  } finally {
    for (const job of jobs.slice(1)) job.dispose();
  }
}

export async function printScaling(moduleFile, threads, nRounds, pattern) {
  const wanted = cases.filter(({ name }) => (pattern ? new RegExp(pattern).test(name) : shown.includes(name)));
  const [one, many] = [await oursOnThreads(moduleFile, 1), await oursOnThreads(moduleFile, threads)];
  console.log(`Node ${process.version}, ${threads} threads, medians of ${nRounds} rounds, time on the wall`);
  const heads = ["GF/s on one", `on ${threads}`, "scaling", `of ${threads} peaks`];
  console.log("work".padEnd(44) + heads.map((head) => head.padStart(14)).join(""));
  for (const work of wanted) {
    const { alone, together, scaling, share } = await compareThreads(work, one, many, threads, nRounds);
    const cells = [alone.toFixed(1), together.toFixed(1), scaling.toFixed(2), `${(share * 100).toFixed(0)} %`];
    console.log(work.name.padEnd(44) + cells.map((cell) => cell.padStart(14)).join(""));
  }
}

// `npm run bench -- --threads N`: our kernels on N threads beside the same on one, by the clock on the wall: on a machine
// that is busy, or has fewer processors, the numbers mean nothing.
import { disturbanceOf, prepare } from "./compare.mjs";
import { layOut, percent, times } from "./print.mjs";
import { median, timeInterleaved } from "./timing.mjs";

/** The cases that are measured unless others are asked for. */
export const scalingCases = [
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
export async function compareThreads(work, one, many, threads, nRounds) {
  const inputs = work.inputs();
  const jobs = [one.peak, await prepare(one, work, inputs), await prepare(many, work, inputs)];
  try {
    const [peak, alone, together] = await timeInterleaved(jobs, nRounds, () => performance.now());
    const speed = (samples) => work.operations / median(samples) / 1e6;
    const peakSpeed = one.peak.operations / median(peak) / 1e6;
    return {
      alone: speed(alone),
      together: speed(together),
      scaling: median(alone.map((ms, round) => ms / together[round])),
      share: speed(together) / (threads * peakSpeed),
      disturbance: disturbanceOf(peak),
    };
  } finally {
    for (const job of jobs.slice(1)) job.dispose();
  }
}

export function scalingTable(threads) {
  const { heads, row } = layOut(["work", "GF/s on one", `on ${threads}`, "scaling", `of ${threads} peaks`]);
  return {
    heads,
    row: (name, { alone, together, scaling, share }) =>
      row([name, alone.toFixed(1), together.toFixed(1), times(scaling), percent(share)]),
  };
}

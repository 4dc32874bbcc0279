// `npm run bench -- --threads N`: our kernels on N threads beside the same on one and peers on N, by the clock on the wall:
// on a machine that is busy, or has fewer processors, the numbers mean nothing.
import { disturbanceOf, prepare, speedOf, timeJobs } from "./compare.mjs";
import { layOut, percent, times } from "./print.mjs";

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

const wallClock = () => performance.now();

/** @returns our GF/s on one and on many threads, the ratio of each round's times, the share of so many peaks, and the peers' times, on as many threads, over ours */
export async function compareThreads(work, { one, many, peers, threads }, nRounds) {
  const inputs = work.inputs();
  const others = peers.filter((peer) => peer.supports(work));
  const jobs = [];
  try {
    for (const peer of [one, many, ...others]) jobs.push(await prepare(peer, work, inputs));
    // Peers come after: their idle threads keep looking for work, and take a processor from whoever is next.
    const [peak, alone, together] = await timeJobs([one.peak, ...jobs.slice(0, 2)], nRounds, wallClock);
    const [besidePeers, ...samples] = await timeJobs(jobs.slice(1), nRounds, wallClock);
    const timed = (times) => ({ operations: work.operations, samples: times });
    const allPeaks = { operations: threads * one.peak.operations, samples: peak };
    const named = samples.map((times, i) => ({ name: others[i].name, samples: times }));
    const { gflops, share, ratios } = speedOf(timed(together), allPeaks, [{ name: "one", samples: alone }]);
    return {
      alone: speedOf(timed(alone), allPeaks, []).gflops,
      together: gflops,
      scaling: ratios.one,
      share,
      ratios: speedOf(timed(besidePeers), allPeaks, named).ratios,
      disturbance: disturbanceOf(peak),
    };
  } finally {
    for (const job of jobs) await job.dispose();
  }
}

/**
 * @param {number} threads
 * @param {string[]} peers
 * @returns {{ heads: string, row: (name: string, measured: object) => string }}
 */
export function scalingTable(threads, peers) {
  const columns = ["GF/s on one", `on ${threads}`, "scaling", `of ${threads} peaks`, ...peers];
  const { heads, row } = layOut(["work", ...columns]);
  return {
    heads,
    row: (name, { alone, together, scaling, share, ratios }) =>
      row([
        name,
        ...[alone.toFixed(1), together.toFixed(1), times(scaling), percent(share)],
        ...peers.map((peer) => times(ratios[peer])),
      ]),
  };
}

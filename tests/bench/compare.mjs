// One case, all peers: prepares, checks against float64, times in turn.
import { layOut, percent, times } from "./print.mjs";
import { errorOf } from "./reference.mjs";
import { median, timeInterleaved } from "./timing.mjs";

/** Unless a case has its own: far above float32's rounding in any of the cases, far below a mistake. */
const tolerance = 1e-3;

export async function prepare(peer, work, inputs) {
  const job = await peer.prepare(work, inputs);
  await job.run();
  const error = job.error ?? errorOf(work, inputs, job.read());
  if (!(error < (job.tolerance ?? work.tolerance ?? tolerance)))
    throw new Error(`${peer.name} is wrong at ${work.name}: off by ${error}`);
  return job;
}

/** The time of one part, of which `whole` has `parts` more than `less`. */
export const differences = (whole, less, parts) => whole.map((ms, round) => (ms - less[round]) / parts);

/** Like timeInterleaved(); a job with `less` is the difference of two. */
async function timeJobs(jobs, nRounds, clock) {
  const all = jobs.flatMap((job) => (job.less ? [job, job.less] : [job]));
  const samples = await timeInterleaved(all, nRounds, clock);
  const of = (job) => samples[all.indexOf(job)];
  return jobs.map((job) => (job.less ? differences(of(job), of(job.less), job.parts) : of(job)));
}

const medianRatio = (above, below) => median(above.map((ms, round) => ms / below[round]));

/** By how much the same work took longer at the median than at its fastest: what else the machine had to do. */
export const disturbanceOf = (samples) => median(samples) / Math.min(...samples) - 1;

/**
 * @returns {{ gflops: number, share: number, ratios: Record<string, number>, disturbance: number }} share is of the peak;
 *   ratios, the peers' times over ours; disturbance, of the peak's samples
 */
export async function compare(work, [ours, ...others], nRounds, clock) {
  const inputs = work.inputs();
  const peers = [ours, ...others.filter((peer) => peer.supports(work))];
  const jobs = [];
  try {
    for (const peer of peers) jobs.push(await prepare(peer, work, inputs));
    const [peakSamples, ourSamples, ...samples] = await timeJobs([ours.peak, ...jobs], nRounds, clock);
    const peakOperations = ours.peak.operations / work.operations;
    return {
      gflops: work.operations / median(ourSamples) / 1e6,
      share: medianRatio(peakSamples, ourSamples) / peakOperations,
      ratios: Object.fromEntries(samples.map((sample, i) => [peers[i + 1].name, medianRatio(sample, ourSamples)])),
      disturbance: disturbanceOf(peakSamples),
    };
  } finally {
    for (const job of jobs) await job.dispose();
  }
}

/** @returns {{ heads: string, row: (name: string, measured: object) => string }} */
export function comparisonTable(names) {
  const { heads, row } = layOut(["work", "our GF/s", "of this peak", ...names.map((name) => `${name} ÷ ours`)]);
  return {
    heads,
    row: (name, { gflops, share, ratios }) =>
      row([name, gflops.toFixed(1), percent(share), ...names.map((peer) => times(ratios[peer]))]),
  };
}

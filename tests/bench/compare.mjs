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
export async function timeJobs(jobs, nRounds, clock) {
  const all = jobs.flatMap((job) => (job.less ? [job, job.less] : [job]));
  const samples = await timeInterleaved(all, nRounds, clock);
  const of = (job) => samples[all.indexOf(job)];
  return jobs.map((job) => (job.less ? differences(of(job), of(job.less), job.parts) : of(job)));
}

const medianRatio = (above, below) => median(above.map((ms, round) => ms / below[round]));

/** By how much the same work took longer at the median than at its fastest: what else the machine had to do. */
export const disturbanceOf = (samples) => median(samples) / Math.min(...samples) - 1;

/**
 * What the times of one of our builds say.
 *
 * @param {{ operations: number, samples: number[] }} timed of the work
 * @param {{ operations: number, samples: number[] }} peak of a loop that only multiplies and adds, in the same rounds
 * @param {{ name: string, samples: number[] }[]} others whose times are divided by the build's
 */
export function speedOf(timed, peak, others) {
  const speed = ({ operations, samples }) => operations / median(samples) / 1e6;
  return {
    gflops: speed(timed),
    peak: speed(peak),
    share: (medianRatio(peak.samples, timed.samples) * timed.operations) / peak.operations,
    ratios: Object.fromEntries(others.map(({ name, samples }) => [name, medianRatio(samples, timed.samples)])),
  };
}

/** @returns what speedOf() says of each of our builds, whether its peak is that of integers, and by how much something else disturbed the peak of the first */
export async function compare(work, { builds, peers }, nRounds, clock) {
  const inputs = work.inputs();
  const all = [...builds, ...peers.filter((peer) => peer.supports(work))];
  const jobs = [];
  try {
    for (const peer of all) jobs.push(await prepare(peer, work, inputs));
    const peaks = builds.map((build) => build.peakOf(work));
    const samples = await timeJobs([...peaks, ...jobs], nRounds, clock);
    const timed = all.map(({ name }, i) => ({
      name,
      operations: work.operations,
      samples: samples[builds.length + i],
    }));
    return {
      ofIntegers: peaks[0].ofIntegers,
      builds: peaks.map(({ operations }, i) =>
        speedOf(timed[i], { operations, samples: samples[i] }, timed.toSpliced(i, 1)),
      ),
      disturbance: disturbanceOf(samples[0]),
    };
  } finally {
    for (const job of jobs) await job.dispose();
  }
}

/**
 * A case has a line for each of our builds; a number under another's name is its time over the build's.
 *
 * @param {{ builds: string[], peers: string[] }} names
 * @returns {{ heads: string, row: (name: string, measured: { builds: object[] }) => string, summary: (all: { builds: object[] }[]) => string }}
 */
export function comparisonTable({ builds, peers }) {
  const others = builds.length > 1 ? [builds[0], ...peers] : peers;
  const { heads, row } = layOut(["work", "GF/s", "of its peak", ...others]);
  const cells = ({ gflops, share, ratios }) => [
    gflops.toFixed(1),
    percent(share),
    ...others.map((other) => times(ratios[other])),
  ];
  const names = (name) => [name, ...builds.slice(1).map((build) => `  ${build}`)];
  const peaks = (all, i) => median(all.map(({ builds }) => builds[i].peak));
  const peaksOf = (all, i) =>
    [
      ["", all.filter(({ ofIntegers }) => !ofIntegers)],
      [" of integers", all.filter(({ ofIntegers }) => ofIntegers)],
    ]
      .filter(([, some]) => some.length > 0)
      .map(([kind, some]) => `peak${kind} ${peaks(some, i).toFixed(1)} GF/s`)
      .join(", ");
  return {
    heads,
    row: (name, measured) => measured.builds.map((build, i) => row([names(name)[i], ...cells(build)])).join("\n"),
    summary: (all) => builds.map((name, i) => `${name} build: ${peaksOf(all, i)}`).join("; "),
  };
}

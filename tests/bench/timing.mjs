// Times several jobs in one process, interleaved: what disturbs one disturbs its neighbours, and only ratios within a
// round are compared. The clock is the processor time of this process, so that a busy machine does not count as slow
// code; with one thread on a quiet machine it is the time on the wall.

const sampleMs = 10;
const warmUpMs = 250;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Milliseconds of processor time that this process has had. */
export function now() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function time(job, repeats, clock) {
  const start = clock();
  for (let i = 0; i < repeats; i++) await job.run();
  return (clock() - start) / repeats;
}

/** Runs a job until its code is compiled for good, and tells how often it fits into one sample. */
async function warmUp(job, clock) {
  const start = clock();
  let fastest = Infinity;
  do fastest = Math.min(fastest, await time(job, 1, clock));
  while (clock() - start < warmUpMs);
  return Math.max(1, Math.ceil(sampleMs / Math.max(fastest, 1e-3)));
}

/** Milliseconds of every job in every round: [job][round]. Every other round runs backwards. */
export async function timeInterleaved(jobs, nRounds, clock = now) {
  const repeats = [];
  for (const job of jobs) repeats.push(await warmUp(job, clock));
  const samples = jobs.map(() => []);
  for (let round = 0; round < nRounds; round++) {
    const order = jobs.map((_, i) => (round % 2 ? jobs.length - 1 - i : i));
    for (const i of order) samples[i].push(await time(jobs[i], repeats[i], clock));
  }
  return samples;
}

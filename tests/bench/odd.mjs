// `npm run bench -- --odd`: sizes that fill no lane, panel or tile, and the nearest ones that do, in the same rounds. What
// counts is the quotient of their speeds: how much the ragged edges cost.
import { attention, matmul } from "./cases.mjs";
import { disturbanceOf, prepare, timeJobs } from "./compare.mjs";
import { layOut, times } from "./print.mjs";
import { median } from "./timing.mjs";

const multiply = (n, d, m) => matmul(n, d, m, true);

/** An odd size and its neighbour: the nearest multiple of 32, of 16 below 32, of 8 below 16, of 4 below 8; the larger one of two as near. */
const pairs = [
  ...[
    [20, 16],
    [40, 32],
    [72, 64],
    [80, 96],
    [96, 96],
    [128, 128],
  ].map(([d, round]) => [attention(4, d, 333), attention(4, round, 320)]),
  ...[
    [5, 4],
    [7, 8],
    [13, 16],
    [100, 96],
    [1000, 992],
  ].map(([n, round]) => [attention(12, 64, n), attention(12, 64, round)]),
  [multiply(7, 384, 384), multiply(8, 384, 384)],
  [multiply(13, 384, 384), multiply(16, 384, 384)],
  [multiply(100, 385, 1537), multiply(96, 384, 1536)],
  [multiply(127, 383, 1535), multiply(128, 384, 1536)],
  [multiply(333, 300, 300), multiply(320, 288, 288)],
];

export const oddNames = pairs.map(([odd]) => odd.name);

/** @returns the speeds of the odd size of that name and of its neighbour in GF/s, and the median of their rounds' quotients */
export async function compareSizes(name, ours, nRounds, clock) {
  const pair = pairs.find(([odd]) => odd.name === name);
  const jobs = [];
  try {
    for (const work of pair) jobs.push(await prepare(ours, work, work.inputs()));
    const [peak, ...samples] = await timeJobs([ours.peak, ...jobs], nRounds, clock);
    const [odd, round] = samples.map((times, i) => times.map((ms) => pair[i].operations / ms / 1e6));
    return {
      neighbour: pair[1].name,
      odd: median(odd),
      round: median(round),
      quotient: median(odd.map((speed, i) => speed / round[i])),
      disturbance: disturbanceOf(peak),
    };
  } finally {
    for (const job of jobs) await job.dispose();
  }
}

/** @returns {{ heads: string, row: (name: string, measured: object) => string }} */
export function oddTable() {
  const { heads, row } = layOut(["odd size", "GF/s", "nearest round size".padEnd(42), "GF/s", "odd ÷ round"]);
  return {
    heads,
    row: (name, { neighbour, odd, round, quotient }) =>
      row([name, odd.toFixed(1), neighbour.padEnd(42), round.toFixed(1), times(quotient)]),
  };
}

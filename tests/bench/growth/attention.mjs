// Attention at growing lengths: time, and the memory beside its tensors.
import { attention } from "../cases.mjs";
import { prepare } from "../compare.mjs";
import { layOut, percent } from "../print.mjs";
import { median, timeInterleaved } from "../timing.mjs";
import { powerFit, quadraticFit } from "./fit.mjs";

export const lengths = [64, 128, 256, 512, 1024, 2048, 4096];
const [heads, headDim] = [4, 64];
const kinds = [
  { isCausal: false, wantsWeights: false },
  { isCausal: true, wantsWeights: false },
  { isCausal: false, wantsWeights: true },
];

/** Bytes of what goes in and comes out. */
const tensorBytes = ({ heads: h, n, d, wantsWeights }) => 4 * h * n * (4 * d + (wantsWeights ? n : 0));

/** A prepared call, and what it took: bytes beside its tensors, and what a second run allocates. */
async function prepared(ours, work) {
  const before = ours.memory.live();
  const job = await prepare(ours, work, work.inputs());
  const workingBytes = ours.memory.live() - before - tensorBytes(work);
  return { job, workingBytes, again: ours.memory.during(job.run) };
}

/** @returns of each length the milliseconds of a call, its working memory, and what one after the first allocates */
async function measure(ours, kind, nRounds, clock) {
  const calls = [];
  try {
    for (const n of lengths) calls.push(await prepared(ours, attention(heads, headDim, n, kind)));
    const jobs = calls.map(({ job }) => job);
    const samples = await timeInterleaved(jobs, nRounds, clock);
    return calls.map(({ workingBytes, again }, i) => ({ n: lengths[i], ms: median(samples[i]), workingBytes, again }));
  } finally {
    for (const { job } of calls) job.dispose();
  }
}

const significant = (x) => Number(x.toPrecision(3)).toString();

/** Both curves through the times, in a sentence. */
export function timeLine(points) {
  const [power, quadratic] = [powerFit(points), quadraticFit(points)];
  const [perToken, perPair] = [quadratic.linear * 1e6, quadratic.quadratic * 1e6].map(significant);
  return (
    `  time ≈ n^${power.power.toFixed(2)} (off by ${percent(power.residual)}), ` +
    `or ${perToken} ns · n + ${perPair} ns · n² (off by ${percent(quadratic.residual)})`
  );
}

export function memoryLine(rows) {
  const { power } = powerFit(rows.map(({ n, workingBytes }) => ({ n, y: workingBytes })));
  const nAllocations = Math.max(...rows.map(({ again }) => again.allocations));
  const most = Math.max(...rows.map(({ again }) => again.bytes));
  return `  memory beside the tensors ≈ n^${power.toFixed(2)}; a call after the first allocates ${nAllocations} times, ${most} bytes`;
}

export async function printAttention(ours, { clock, clockName }, nRounds) {
  console.log(`attention h=${heads} d=${headDim}, medians of ${nRounds} rounds, ${clockName}`);
  const { heads: head, row } = layOut(["n", ...lengths.map((n) => String(n).padStart(8))]);
  console.log(head);
  for (const kind of kinds) {
    const rows = await measure(ours, kind, nRounds, clock);
    const name = `${kind.isCausal ? "causal" : "full"}, ${kind.wantsWeights ? "weights" : "output"}`;
    console.log(row([`${name}: ms`, ...rows.map(({ ms }) => ms.toFixed(3))]));
    console.log(row(["  KB beside the tensors", ...rows.map(({ workingBytes }) => (workingBytes / 1024).toFixed(0))]));
    console.log(timeLine(rows.map(({ n, ms }) => ({ n, y: ms }))));
    console.log(memoryLine(rows));
  }
}

// `npm run bench -- --models --threads N`: the bundled model as a person gets it, on one thread and on N, beside the same
// graph and weights in onnxruntime-web on N; by the clock on the wall.
import { createEngine } from "../../../dist/npm/node.js";
import { layOut, times } from "../print.mjs";
import { median, timeInterleaved } from "../timing.mjs";
import { checkHidden, tolerances } from "./check.mjs";
import { ortJob, ourJob } from "./e5.mjs";

const lengths = [16, 64, 128, 512];
const ratio = (above, below) => median(above.map((ms, round) => ms / below[round]));

async function measure([one, many], n, weights, threads, nRounds) {
  const jobs = [ourJob(one, n), ourJob(many, n), await ortJob(n, weights === "int8", threads)];
  try {
    for (const job of jobs) await job.run();
    await checkHidden(jobs[0], jobs[1], 0);
    await checkHidden(jobs[1], jobs[2], tolerances[weights]);
    return await timeInterleaved(jobs, nRounds, () => performance.now());
  } finally {
    for (const job of jobs) await job.dispose();
  }
}

export async function printModelScaling({ threads, rounds, fast }, log = console.log) {
  const engines = [await createEngine({ fast }), await createEngine({ fast, threads })];
  const { heads, row } = layOut(["e5-small", "ms on one", `on ${threads}`, "scaling", "ort-web"], 24);
  log(`medians of ${rounds} rounds, time on the wall; ort-web is its time on ${threads} ÷ ours on ${threads}`);
  log(heads);
  for (const weights of ["float32", "int8"]) {
    const models = [];
    for (const engine of engines) models.push(await engine.loadModel("e5-small", { weights }));
    for (const n of lengths) {
      const [one, many, ort] = await measure(models, n, weights, threads, rounds);
      const speeds = [
        median(one).toFixed(1),
        median(many).toFixed(1),
        times(ratio(one, many)),
        times(ratio(ort, many)),
      ];
      log(row([`${n} tokens, ${weights}`, ...speeds]));
    }
    for (const model of models) await model.dispose();
  }
  for (const engine of engines) await engine.dispose();
}

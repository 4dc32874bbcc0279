// `npm run bench -- --models [--rounds N]`: whole models, one thread. Rows and what they say are in docs/kernels.md.
import { createEngine } from "../../../dist/npm/node.js";
import { attention, matmul } from "../cases.mjs";
import { ours as loadOurs } from "../peers/ours.mjs";
import { inNode } from "../places/node.mjs";
import { median, now, timeInterleaved } from "../timing.mjs";
import { checkHidden, tolerances } from "./check.mjs";
import { idsOf, ortJob, ourJob, partsOf } from "./e5.mjs";
import { generationJob, gptFiles, nRead } from "./generation.mjs";

const lengths = [16, 64, 128, 512];
const ratio = (above, below) => median(above.map((ms, round) => ms / below[round]));
const number = (x, digits = 2) => x.toFixed(digits).padStart(9);

/** The matrix products and the attention that a run of n tokens consists of, as bare kernels, with parameters of their own in each layer: these come from memory, as the model's do. */
async function bareParts(ours, n) {
  const { products, heads, headDim, nLayers } = partsOf(n);
  const works = [
    ...products.map(([rows, d, m]) => matmul(rows, d, m, true)),
    attention(heads, headDim, n, { wantsWeights: true }),
  ];
  const jobs = [];
  for (let layer = 0; layer < nLayers; layer++)
    for (const work of works) jobs.push(await ours.prepare(work, work.inputs()));
  return {
    run: () => jobs.forEach((job) => job.run()),
    dispose: () => jobs.forEach((job) => job.dispose()),
  };
}

async function forwardRow(ours, { float32, int8 }, n, nRounds) {
  const jobs = [
    ourJob(float32, n),
    ourJob(int8, n),
    await ortJob(n, false),
    await ortJob(n, true),
    await bareParts(ours, n),
  ];
  for (const job of jobs.slice(0, 4)) await job.run();
  await checkHidden(jobs[0], jobs[2], tolerances.float32);
  await checkHidden(jobs[1], jobs[3], tolerances.int8);
  const [plain, quantised, ortPlain, ortQuantised, parts] = await timeInterleaved(jobs, nRounds);
  for (const job of jobs) await job.dispose();
  return [
    median(plain),
    ratio(ortPlain, plain),
    median(quantised),
    ratio(ortQuantised, quantised),
    ratio(plain, quantised),
    ratio(plain, parts),
  ];
}

async function forward(ours, engine, nRounds, log) {
  const models = {
    float32: await engine.loadModel("e5-small", { weights: "float32" }),
    int8: await engine.loadModel("e5-small", { weights: "int8" }),
  };
  log(
    "e5-small, every weight kept: tokens | float32 ms, ort-web ÷ ours | int8 ms, ort-web ÷ ours | float32 ÷ int8 | model ÷ its bare products and attention",
  );
  for (const n of lengths)
    log(String(n).padStart(6) + (await forwardRow(ours, models, n, nRounds)).map((x) => number(x)).join(""));
  const job = ourJob(models.int8, 128);
  await job.run();
  const table = new Uint8ClampedArray(1024);
  const [thumbnails] = await timeInterleaved([{ run: () => job.latest().thumbnails({ table, max: 0.5 }) }], nRounds);
  log(`thumbnails of 144 heads at 128 tokens: ${number(median(thumbnails))} ms`);
  for (const model of Object.values(models)) await model.dispose();
}

async function loading(build, log) {
  const start = performance.now();
  const engine = await createEngine(build);
  const model = await engine.loadModel("e5-small");
  await (await model.run({ ids: idsOf(16) })).attention({ layer: 0, head: 0 });
  log(`engine, e5-small from disk, first weights: ${number(performance.now() - start, 0)} ms on the wall`);
  await engine.dispose();
}

/** GB of parameters per second of generation, beside what the same build reads of its memory. */
async function generation(ours, engine, nRounds, log) {
  const reader = ours.reader();
  const kinds = { float32: 4, int8: 1 };
  log("GPT-2-small's shape, one new token: after | ms | GB/s of parameters | share of the memory's | float32 ÷ int8");
  const perKind = {};
  for (const [weights, bytes] of Object.entries(kinds)) {
    const model = await engine.loadModel(gptFiles(), { weights });
    for (const context of [16, 512]) {
      const job = await generationJob(model, context);
      const [times, reads] = [[], []];
      for (let round = 0; round < Math.min(nRounds, 7); round++) {
        times.push(await job.measure(8, now));
        const start = now();
        reader.run();
        reads.push((now() - start) / reader.bytes);
      }
      const perByte = times.map((ms) => ms / (bytes * nRead));
      (perKind[context] ??= []).push(times);
      const faster = perKind[context].length > 1 ? number(ratio(...perKind[context])) : "";
      log(
        `${weights.padEnd(8)}${String(context).padStart(5)}${number(median(times))}${number(1 / median(perByte) / 1e6)}${number(ratio(reads, perByte))}${faster}`,
      );
    }
    await model.dispose();
  }
}

/**
 * @param {string} program our bare kernels, to be read
 * @param {{ rounds: number, fast: boolean }} options
 */
export async function printModels(program, { rounds, fast }, log = console.log) {
  const ours = await loadOurs(await inNode.read(program));
  await loading({ fast }, log);
  const engine = await createEngine({ fast });
  await forward(ours, engine, rounds, log);
  await generation(ours, engine, rounds, log);
  await engine.dispose();
}

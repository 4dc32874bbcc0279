/** The builds with threads and with relaxed SIMD, in Node. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Worker } from "node:worker_threads";
import { afterEach, describe, expect, it } from "vitest";
import { at } from "../../scripts/lib/paths.mjs";
import { hasRelaxedSimd } from "../../web/engine/builds.ts";
import { createEngine } from "../../web/engine/node.ts";
import type { Engine, EngineOptions } from "../../web/engine/types.ts";
import { baseUrl } from "../engine.ts";

const engines: Engine[] = [];
async function open(options: EngineOptions): Promise<Engine> {
  const engine = await createEngine({ baseUrl, ...options });
  engines.push(engine);
  return engine;
}
afterEach(() => Promise.all(engines.splice(0).map((engine) => engine.dispose())));

const text = "The animal did not cross the street because 它 was too tired. ".repeat(9);

function tensorOf(shape: number[], seed: number) {
  const size = shape.reduce((a, b) => a * b);
  return { data: Float32Array.from({ length: size }, (_, i) => Math.sin(i * 12.9898 + seed)), shape };
}
const inputs = {
  q: tensorOf([1, 2, 200, 24], 1),
  k: tensorOf([1, 2, 200, 24], 2),
  v: tensorOf([1, 2, 200, 24], 3),
};

/** Of a transformer, of attend() and of word vectors. */
async function numbersOf(engine: Engine) {
  const model = await engine.loadModel(at("web/models/e5-small"));
  const run = await model.run(text);
  const { weights } = await run.attention({ layer: 11, head: 5 });
  const hidden = await run.hidden(12);
  const attended = await engine.attend(inputs, { causal: true, qkOutput: "weights" });
  const played = await (await engine.play("我喜欢吃苹果")).attention();
  return [weights, hidden.data, attended.output.data, attended.qk?.data, played.weights];
}

describe("threads", () => {
  it("give the bits of one thread, however many there are", async () => {
    const one = await open({});
    expect(one.info).toMatchObject({ build: "simd128", threads: 1, host: "node" });
    const want = await numbersOf(one);
    for (const threads of [2, 3]) {
      const engine = await open({ threads });
      expect(engine.info).toMatchObject({ build: "simd128", threads });
      expect(await numbersOf(engine)).toEqual(want);
    }
  });

  it('are as many as there are processors for "auto"', async () => {
    const { threads } = (await open({ threads: "auto" })).info;
    expect(threads).toBeGreaterThanOrEqual(1);
    expect(threads).toBeLessThanOrEqual(8);
  });

  it("say that the file of their build is missing", async () => {
    const missing = createEngine({ baseUrl: new URL("data/", baseUrl), threads: 2 });
    await expect(missing).rejects.toMatchObject({ code: "fetch_failed", message: /attn-threads\.wasm/ });
  });

  it("are ended by dispose()", async () => {
    const running = new Set<Worker>();
    const onWorker = (worker: Worker) => {
      running.add(worker);
      worker.once("exit", () => running.delete(worker));
    };
    process.on("worker", onWorker);
    const engine = await open({ threads: 3 });
    process.off("worker", onWorker);
    await engine.attend(inputs);
    expect(running.size).toBe(2);
    await engine.dispose();
    await expect.poll(() => running.size).toBe(0);
  });

  it("do not keep Node from ending", async () => {
    const run = (end: string) =>
      promisify(execFile)(
        process.execPath,
        [
          "--input-type=module",
          "--eval",
          `import { createEngine } from "attention-playground";
           const engine = await createEngine({ threads: 2 });
           const q = { data: new Float32Array(64 * 512).fill(1), shape: [1, 1, 512, 64] };
           const { output } = await engine.attend({ q, k: q, v: q });
           console.log(engine.info.threads, output.data.length);
           ${end}`,
        ],
        { cwd: at("."), timeout: 20_000 },
      );
    for (const end of ["", "await engine.dispose();"]) expect((await run(end)).stdout.trim()).toBe("2 32768");
  });
});

describe("fast", () => {
  it("takes relaxed SIMD where Node has it, and says so", async () => {
    expect((await open({ fast: true })).info.build).toBe(hasRelaxedSimd() ? "relaxed" : "simd128");
  });

  it("differs from the deterministic build by rounding at most", async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...(hasRelaxedSimd() ? [] : ["--experimental-wasm-relaxed-simd"]),
        "--input-type=module",
        "--eval",
        `import { createEngine } from "attention-playground";
         const tensor = (seed) => ({ data: Float32Array.from({ length: 9600 }, (_, i) => Math.sin(i * 12.9898 + seed)), shape: [1, 2, 200, 24] });
         const inputs = { q: tensor(1), k: tensor(2), v: tensor(3) };
         const outputs = [];
         for (const options of [{}, { fast: true }, { fast: true, threads: 2 }]) {
           const engine = await createEngine(options);
           outputs.push([engine.info.build, (await engine.attend(inputs)).output.data]);
           await engine.dispose();
         }
         const [[, want]] = outputs;
         const worst = (got) => got.reduce((most, x, i) => Math.max(most, Math.abs(x - want[i])), 0);
         console.log(JSON.stringify(outputs.map(([build, got]) => [build, worst(got)])));`,
      ],
      { cwd: at("."), timeout: 20_000 },
    );
    const [plain, fast, fastThreads] = JSON.parse(stdout) as [string, number][];
    expect(plain).toEqual(["simd128", 0]);
    for (const [build, error] of [fast, fastThreads] as [string, number][]) {
      expect(build).toBe("relaxed");
      expect(error).toBeLessThan(1e-5);
    }
  });
});

// Run in a process of its own, since a second compilation of the same bytes costs nothing: does one task with one build
// of the engine and prints what it took as JSON. `node fresh.mjs TASK BUILD [N] [weights]`
import { readFile } from "node:fs/promises";
import { npmPackage } from "../../../scripts/lib/paths.mjs";

const [task, build, n, weights] = process.argv.slice(2);
const since = (start) => performance.now() - start;

async function compile() {
  const start = performance.now();
  const bytes = await readFile(`${npmPackage}/${build}.wasm`);
  const read = since(start);
  await WebAssembly.compile(bytes);
  return { read, compile: since(start) - read };
}

const startEngine = async () => {
  const { createEngine } = await import(`${npmPackage}/node.js`);
  return createEngine({ threads: build.includes("threads") ? 2 : 1, fast: build.includes("fast") });
};

function attend(engine, nTokens, options = {}) {
  const shape = [1, 4, nTokens, 64];
  const tensor = { data: new Float32Array(shape.reduce((a, b) => a * b)).fill(0.5), shape };
  return engine.attend({ q: tensor, k: tensor, v: tensor }, options);
}

/** From nothing to the first numbers, the engine's JavaScript included. */
async function first() {
  const start = performance.now();
  await attend(await startEngine(), 16);
  return { first: since(start) };
}

/** Bytes that WebAssembly has taken after one call, and after ten more of the same. */
async function memory() {
  const { instantiate } = WebAssembly;
  let taken;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate(...given);
    taken = Object.values(made.exports).find((it) => it instanceof WebAssembly.Memory);
    return made;
  };
  const engine = await startEngine();
  const options = weights ? { qkOutput: "weights" } : {};
  await attend(engine, Number(n), options);
  const once = taken.buffer.byteLength;
  for (let i = 0; i < 10; i++) await attend(engine, Number(n), options);
  return { once, again: taken.buffer.byteLength };
}

process.stdout.write(JSON.stringify(await { compile, first, memory }[task]()), () => process.exit());

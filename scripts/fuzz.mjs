// `npm run fuzz [-- --only readers|core] [--runs N] [--yes]`: damaged and hostile input, a million each unless told otherwise.
// What breaks the core is left as a file in build/fuzz, which the printed program takes to do it again.
import { mkdirSync } from "node:fs";
import { isMain, reportFailure } from "./lib/main.mjs";
import { at } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { setup } from "./setup.mjs";
import { fuzzingClang } from "./setup/needs.mjs";

const million = 1_000_000;

/** What reads a model's files in JavaScript. */
function readers(runs) {
  const vitest = at("node_modules/vitest/vitest.mjs");
  const tests = ["tests/web/text/model/fuzz", "tests/web/engine/config-fuzz"];
  const env = { ...process.env, ATTN_FUZZ: String(runs) };
  return run(process.execPath, [vitest, "run", "--project", "unit", ...tests], { env });
}

/** The core's intake of a description and its tensors, under libFuzzer and the sanitizers. */
async function core(runs, yes) {
  await setup({ fuzz: true, yes });
  const preset = "native-fuzz";
  await run("cmake", ["--preset", preset, "--log-level=WARNING", `-DCMAKE_CXX_COMPILER=${fuzzingClang()}`]);
  await run("cmake", ["--build", "--preset", preset, "--target", "attn_fuzz"]);
  const cwd = at("build/fuzz");
  mkdirSync(at("build/fuzz/corpus"), { recursive: true });
  const flags = [`-runs=${runs}`, "-max_len=400", "-len_control=0", "-print_final_stats=1", "corpus"];
  await run(at("build", preset, "tests/core/attn_fuzz"), flags, { cwd });
}

async function fuzz(flags) {
  const valueOf = (flag) => (flags.includes(flag) ? flags[flags.indexOf(flag) + 1] : undefined);
  const only = valueOf("--only");
  const runs = Number(valueOf("--runs") ?? million);
  if (!Number.isSafeInteger(runs) || runs < 1) throw new Error("--runs takes a whole number from 1");
  if (only !== undefined && only !== "readers" && only !== "core") throw new Error("--only takes readers or core");
  if (only !== "core") await readers(runs);
  if (only !== "readers") await core(runs, flags.includes("--yes"));
}

if (isMain(import.meta.url)) await fuzz(process.argv.slice(2)).catch(reportFailure("fuzz"));

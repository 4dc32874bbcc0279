// `npm test [-- --only NAME,…] [--yes]`: installs what is missing, builds, then runs every check and every test.
import { existsSync } from "node:fs";
import { build } from "./build.mjs";
import { format } from "./format.mjs";
import { reportFailure } from "./lib/main.mjs";
import { at, testDataRoot } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { setup } from "./setup.mjs";
import { check, ctest, vitest } from "./test/runners.mjs";

const node = (script, ...args) => run(process.execPath, [at("node_modules", script), ...args]);

async function checkTypes() {
  await node("typescript/bin/tsc", "-p", "tsconfig.json");
  await node("typescript/bin/tsc", "-p", "tsconfig.service-worker.json");
}

const steps = {
  format: () => check(() => format({ write: false })),
  lint: () => check(() => node("eslint/bin/eslint.js", ".")),
  types: () => check(checkTypes),
  "core:native": () => ctest("native"),
  "core:native-asan": () => ctest("native-asan"),
  "core:native-emulated": () => ctest("native-emulated"),
  "core:wasm": () => ctest("wasm"),
  web: () => vitest("unit"),
  e2e: () => vitest("e2e"),
};

/** The steps that `--only` names, by their beginning ("core" means all four); without it, all. */
function chosenSteps(flags) {
  const names = Object.keys(steps);
  if (!flags.includes("--only")) return names;
  const wanted = flags[flags.indexOf("--only") + 1]?.split(",") ?? [];
  const chosen = names.filter((name) => wanted.some((start) => name.startsWith(start)));
  if (chosen.length === 0) throw new Error(`--only takes some of: ${names.join(", ")}`);
  return chosen;
}

async function runSteps(names) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const lines = [];
  for (const name of names) {
    console.log(`\n── ${name} ${"─".repeat(60 - name.length)}`);
    const start = performance.now();
    const counts = await steps[name]();
    for (const key of Object.keys(total)) total[key] += counts[key];
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    lines.push(`  ${counts.failed ? "✗" : "✓"} ${name.padEnd(22)} ${sentence(counts)}, ${seconds} s`);
  }
  console.log(`\n${lines.join("\n")}\n\n${sentence(total)}`);
  return total;
}

const sentence = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`;

async function test(flags) {
  const names = chosenSteps(flags);
  await setup({ tests: true, yes: flags.includes("--yes") });
  await build();
  const { passed, failed, skipped } = await runSteps(names);
  // Where the data is there, nothing has a reason to be skipped in continuous integration.
  const wronglySkipped = process.env.CI && existsSync(testDataRoot) ? skipped : 0;
  if (wronglySkipped) console.error(`${wronglySkipped} skipped although ${testDataRoot} is there`);
  process.exitCode = failed + wronglySkipped > 0 || passed === 0 ? 1 : 0;
}

await test(process.argv.slice(2)).catch(reportFailure("test"));

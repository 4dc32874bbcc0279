// Runs one test runner each and counts what it says: { passed, failed, skipped }.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { at, root } from "../lib/paths.mjs";
import { run } from "../lib/run.mjs";

const outcome = (passed) => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });

/** A check that either holds or throws counts as one test. */
export async function check(holds) {
  try {
    await holds();
    return outcome(true);
  } catch (error) {
    console.error(error.message);
    return outcome(false);
  }
}

/** Runs a command, shows what it prints, and resolves to that text and its exit code. */
function watch(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part) => {
      text += part;
      process.stdout.write(part);
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ text, code }));
  });
}

/** Builds the C++ tests of a CMake preset and runs them. */
export async function ctest(preset) {
  const built = await check(async () => {
    await run("cmake", ["--preset", preset, "--log-level=WARNING"]);
    await run("cmake", ["--build", "--preset", preset, "--target", "attn_tests"]);
  });
  if (built.failed) return built;
  const { text, code } = await watch("ctest", ["--preset", preset, "--verbose"]);
  const count = (word) => Number(new RegExp(`\\[ +${word} +\\] (\\d+) tests?`).exec(text)?.[1] ?? 0);
  const failed = count("FAILED");
  return { passed: count("PASSED"), failed: code !== 0 && failed === 0 ? 1 : failed, skipped: count("SKIPPED") };
}

/** Runs one project of vitest.config.mjs. */
export async function vitest(project) {
  const report = at(`build/test/${project}.json`);
  rmSync(report, { force: true });
  const program = at("node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { code } = await watch(process.execPath, [program, "run", "--project", project, ...reporters]);
  if (!existsSync(report)) return outcome(false);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, "utf8"));
  const failed = code !== 0 && numFailedTests === 0 ? 1 : numFailedTests;
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}

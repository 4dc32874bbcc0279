import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { at } from "../../scripts/lib/paths.mjs";
import { version } from "../../web/engine/version.ts";

const node = (script: string) =>
  promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], { cwd: at("."), timeout: 20_000 });

it("a script that only awaits play() ends by itself", async () => {
  const { stdout } = await node(`
    import { createEngine } from "attention-playground";
    const engine = await createEngine();
    const run = await engine.play("我喜欢吃苹果");
    console.log(run.tokens.length, (await run.attention()).weights.length);`);
  expect(stdout.trim()).toBe("4 16");
});

it("importing the browser's entry where there is no DOM does no harm", async () => {
  const { stdout } = await node(`
    const { createEngine } = await import("./dist/npm/browser.js");
    console.log(typeof createEngine);`);
  expect(stdout.trim()).toBe("function");
});

it("tells the package's version", () => {
  expect(version).toBe((JSON.parse(readFileSync(at("package.json"), "utf8")) as { version: string }).version);
});

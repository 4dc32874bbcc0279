import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { locked } from "../../scripts/build/lock.mjs";

let folder = "";
let lock = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "lock-"));
  lock = path.join(folder, "deep", ".lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

const silent = () => undefined;

test("work under one lock never overlaps, and the one that waits says for whom", async () => {
  const steps: string[] = [];
  const lines: string[] = [];
  const work = (name: string) => async () => {
    steps.push(`${name} begins`);
    await pause(20);
    steps.push(`${name} ends`);
  };
  await Promise.all(["a", "b", "c"].map((name) => locked(lock, work(name), (line: string) => lines.push(line))));
  const order = steps.filter((_, at) => at % 2 === 0).map((step) => step.charAt(0));
  expect(order.toSorted()).toEqual(["a", "b", "c"]);
  expect(steps).toEqual(order.flatMap((name) => [`${name} begins`, `${name} ends`]));
  expect(new Set(lines)).toEqual(new Set([`build: waiting for the build of process ${process.pid}`]));
});

test("work that fails lets the next one in, and nothing is left behind", async () => {
  await expect(locked(lock, () => Promise.reject(new Error("no compiler")), silent)).rejects.toThrow("no compiler");
  expect(await locked(lock, () => Promise.resolve("built"), silent)).toBe("built");
  expect(readdirSync(path.dirname(lock))).toEqual([]);
});

test("the lock of a process that is no more is taken over", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  await locked(lock, () => Promise.resolve(), silent);
  writeFileSync(lock, String(pid));
  expect(await locked(lock, () => Promise.resolve(existsSync(lock)), silent)).toBe(true);
  expect(existsSync(lock)).toBe(false);
});

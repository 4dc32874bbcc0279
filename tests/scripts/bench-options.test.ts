import { expect, test } from "vitest";
import { readOptions } from "../bench/options.mjs";

test("without options: all cases, 15 rounds, in Node, one thread", () => {
  const nothing = { cases: null, rounds: 15, browser: null, threads: null, fast: false };
  expect(readOptions([])).toEqual({ task: "table", ...nothing });
  expect(readOptions(["--growth"])).toEqual({ task: "growth", ...nothing });
});

test("what is asked for", () => {
  const options = readOptions([
    "--cases",
    "n=64$",
    "--rounds",
    "3",
    "--browser",
    "firefox",
    "--threads",
    "2",
    "--fast",
  ]);
  expect(options).toEqual({ task: "scaling", cases: /n=64$/, rounds: 3, browser: "firefox", threads: 2, fast: true });
});

test("what nobody knows, no number, and what does not go together are refused", () => {
  expect(() => readOptions(["--brwoser", "firefox"])).toThrow(/brwoser/);
  expect(() => readOptions(["--rounds", "few"])).toThrow("--rounds takes a whole number over 0, not few.");
  expect(() => readOptions(["--threads", "0"])).toThrow("--threads takes");
  expect(() => readOptions(["--check", "--browser", "firefox"])).toThrow("--check and --browser do not go together.");
  expect(() => readOptions(["--store", "--fast"])).toThrow("--store and --fast do not go together.");
  expect(readOptions(["--models", "--fast"])).toMatchObject({ task: "models", fast: true });
  expect(readOptions(["--models", "--threads", "2"])).toMatchObject({ task: "models", threads: 2 });
  expect(() => readOptions(["--odd", "--threads", "2"])).toThrow("--odd and --threads do not go together.");
  expect(readOptions(["--views", "--browser", "firefox"])).toMatchObject({ task: "views", browser: "firefox" });
  expect(() => readOptions(["--views", "--fast"])).toThrow("--views and --fast do not go together.");
  expect(() => readOptions(["--models", "--growth"])).toThrow("--models and --growth do not go together.");
});

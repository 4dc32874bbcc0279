import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { at } from "../../scripts/lib/paths.mjs";
import { useEngine } from "../engine.ts";
import { hashOfAllCases, nCases } from "./cases.ts";

const engine = useEngine();

it("the public engine in Node gives the bits that every other build gives", async () => {
  expect(nCases).toBe(3780);
  const committed = readFileSync(at("tests/parity/hash.txt"), "utf8").trim();
  expect(await hashOfAllCases(engine())).toBe(committed);
});

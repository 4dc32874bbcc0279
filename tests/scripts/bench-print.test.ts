import { expect, test } from "vitest";
import { comparisonTable, differences, disturbanceOf } from "../bench/compare.mjs";
import { layOut, warning } from "../bench/print.mjs";

test("cells stand under their heads", () => {
  const { heads, row } = layOut(["work", "GF/s", "of this peak"], 10);
  expect(heads).toBe("work        GF/s  of this peak");
  expect(row(["matmul", "38.7", "91 %"])).toBe("matmul      38.7          91 %");
});

test("a peer without a number for a case gets a dash", () => {
  const table = comparisonTable(["ort-web", "tfjs"]);
  expect(table.heads).toMatch(/our GF\/s {2}of this peak {2}ort-web ÷ ours {2}tfjs ÷ ours$/);
  const line = table.row("matmul", { gflops: 38.66, share: 0.914, ratios: { "ort-web": 1.5 }, disturbance: 0 });
  expect(line.trim().split(/ {2,}/)).toEqual(["matmul", "38.7", "91 %", "1.50", "–"]);
});

test("a run that was disturbed says so, and what by", () => {
  expect(disturbanceOf([10, 12, 15])).toBeCloseTo(0.2);
  expect(warning([0.01, 0.04], 0.2, 2, true)).toBeNull();
  expect(warning([], 0, 2, true)).toBeNull();
  expect(warning([0.01, 0.46], 0.2, 2, true)).toMatch(/46 % longer.*clock on the wall/);
  expect(warning([0.01], 7.7, 2, false)).toMatch(/a load of 7.7 on 2 processors.*Processor time/);
});

test("the time of a layer is what five have more than one", () => {
  expect(differences([11, 13], [3, 1], 4)).toEqual([2, 3]);
});

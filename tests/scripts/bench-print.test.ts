import { expect, test } from "vitest";
import { comparisonTable, differences, disturbanceOf, speedOf } from "../bench/compare.mjs";
import { layOut, warning } from "../bench/print.mjs";
import { scalingTable } from "../bench/scaling.mjs";

test("cells stand under their heads", () => {
  const { heads, row } = layOut(["work", "GF/s", "of this peak"], 10);
  expect(heads).toBe("work        GF/s  of this peak");
  expect(row(["matmul", "38.7", "91 %"])).toBe("matmul      38.7          91 %");
});

const words = (line: string) => line.trim().split(/ {2,}/);
const measured = { gflops: 38.66, share: 0.914, peak: 42.3, ratios: { "ort-web": 1.5 } };

test("a case's speed, its share of the peak, others' times over ours; a dash where there is none", () => {
  const table = comparisonTable({ builds: ["default"], peers: ["ort-web", "tfjs"] });
  expect(words(table.heads)).toEqual(["work", "GF/s", "of its peak", "ort-web", "tfjs"]);
  expect(words(table.row("matmul", { builds: [measured] }))).toEqual(["matmul", "38.7", "91 %", "1.50", "–"]);
  expect(table.summary([{ builds: [measured] }])).toBe("default build: peak 42.3 GF/s");
});

test("each of two builds has a line, and the first one's time is compared with the second's", () => {
  const table = comparisonTable({ builds: ["default", "fast"], peers: ["ort-web"] });
  const fast = { gflops: 43, share: 0.85, peak: 50.6, ratios: { default: 1.11, "ort-web": 1.67 } };
  const lines = table.row("matmul", { builds: [measured, fast] }).split("\n");
  expect(words(table.heads)).toEqual(["work", "GF/s", "of its peak", "default", "ort-web"]);
  expect(lines.map(words)).toEqual([
    ["matmul", "38.7", "91 %", "–", "1.50"],
    ["fast", "43.0", "85 %", "1.11", "1.67"],
  ]);
});

test("shares and ratios are medians of those within a round", () => {
  // The second round had half of the processor.
  const timed = { name: "ours", operations: 40e6, samples: [1, 2, 1] };
  const peak = { operations: 50e6, samples: [1, 2, 1] };
  const { gflops, share, ratios } = speedOf(timed, peak, [{ name: "tfjs", samples: [1.5, 3, 1.5] }]);
  expect(gflops).toBe(40);
  expect(share).toBe(0.8);
  expect(ratios).toEqual({ tfjs: 1.5 });
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

test("threads: what many gain over one, and the peers' times over those of many", () => {
  const table = scalingTable(2, ["ort-web", "ggml"]);
  const line = table.row("layer", { alone: 30, together: 55.5, scaling: 1.85, share: 0.8, ratios: { "ort-web": 1.6 } });
  expect(words(table.heads)).toEqual(["work", "GF/s on one", "on 2", "scaling", "of 2 peaks", "ort-web", "ggml"]);
  expect(words(line)).toEqual(["layer", "30.0", "55.5", "1.85", "80 %", "1.60", "–"]);
});

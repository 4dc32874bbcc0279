import { expect, test } from "vitest";
import { memoryLine, timeLine } from "../bench/growth/attention.mjs";
import { powerFit, quadraticFit } from "../bench/growth/fit.mjs";

const lengths = [64, 128, 256, 512, 1024];
const points = (curve: (n: number) => number) => lengths.map((n) => ({ n, y: curve(n) }));

test("a power is found with its factor", () => {
  const { factor, power, residual } = powerFit(points((n) => 3 * n ** 1.7));
  expect(power).toBeCloseTo(1.7, 10);
  expect(factor).toBeCloseTo(3, 8);
  expect(residual).toBeLessThan(1e-10);
});

test("a linear and a quadratic part are told apart", () => {
  const { linear, quadratic, residual } = quadraticFit(points((n) => 5 * n + 0.02 * n * n));
  expect(linear).toBeCloseTo(5, 8);
  expect(quadratic).toBeCloseTo(0.02, 10);
  expect(residual).toBeLessThan(1e-10);
});

test("no part is negative", () => {
  expect(quadraticFit(points((n) => n ** 2.2)).linear).toBe(0);
  expect(quadraticFit(points((n) => n ** 0.8)).quadratic).toBe(0);
});

test("the residual is a share: one point of five that is a tenth off", () => {
  const off = points((n) => n * n).map(({ n, y }, i) => ({ n, y: i === 2 ? 1.1 * y : y }));
  expect(quadraticFit(off).residual).toBeGreaterThan(0.02);
  expect(quadraticFit(off).residual).toBeLessThan(0.05);
});

test("both curves are said in a sentence, in nanoseconds of milliseconds", () => {
  expect(timeLine(points((n) => 2e-3 * n + 1e-5 * n * n))).toMatch(
    /n\^1\.\d\d .*or 2000 ns · n \+ 10 ns · n² \(off by 0 %\)/,
  );
});

test("of allocations the worst length counts", () => {
  const rows = lengths.map((n) => ({
    n,
    workingBytes: 100 * n,
    again: { allocations: n === 512 ? 1 : 0, bytes: n === 512 ? 64 : 0 },
  }));
  expect(memoryLine(rows)).toContain("≈ n^1.00; a call after the first allocates 1 times, 64 bytes");
});

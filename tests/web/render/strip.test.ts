import { describe, expect, it } from "vitest";
import { arcs, stripType } from "../../../web/render/strip.ts";

const words = (count: number, width = 2) => Array.from({ length: count }, () => ({ width, special: false }));

describe("stripType", () => {
  it("takes the largest type that fits on one line", () => {
    expect(stripType(words(4), 1248, false)).toMatchObject({ size: 52, wraps: false, gap: 28 });
    expect(stripType(words(12), 1248, false)).toMatchObject({ size: 35, wraps: false, gap: 8 });
  });
  it("takes small type rather than a second line, over which there are no arcs", () =>
    expect(stripType(words(20), 1248, false)).toMatchObject({ size: 20, wraps: false }));
  it("wraps what does not fit even in small type", () =>
    expect(stripType(words(30), 1248, false)).toMatchObject({ size: 24, wraps: true }));
  it("wraps on a phone, with larger type for Chinese", () => {
    expect(stripType(words(4), 350, false)).toMatchObject({ size: 23, wraps: true });
    expect(stripType(words(4), 350, true)).toMatchObject({ size: 32, wraps: true });
  });
  it("takes smaller type for long texts", () => {
    expect(stripType(words(100), 1248, false).size).toBe(16);
    expect(stripType(words(1024), 1248, false).size).toBe(13);
  });
  it("has an answer for no words", () => expect(stripType([], 1248, false)).toMatchObject({ size: 52, wraps: false }));
});

describe("arcs", () => {
  const box = (index: number, x: number, y = 80) => ({ index, x, y, width: 60, bottom: y + 50 });
  const line = [box(0, 50), box(1, 150), box(2, 250)];
  const options = { self: 1, max: 0.6, room: 68, under: 30 };

  it("draws nothing to tokens without weight", () => {
    const drawn = arcs(line[1]!, line, { ...options, weights: Float32Array.of(0.4, 0, 0.6) });
    expect(drawn.map((arc) => arc.other)).toEqual([0, 2]);
  });
  it("draws strong ones last and widest", () => {
    const drawn = arcs(line[1]!, line, { ...options, weights: Float32Array.of(0.3, 0.1, 0.6) });
    expect(drawn.map((arc) => arc.other)).toEqual([1, 0, 2]);
    expect(drawn[2]!.width).toBeGreaterThan(drawn[1]!.width);
    expect(drawn[2]!.shade).toBe(1);
  });
  it("is never wider than that of the largest weight of the scale", () => {
    const drawn = arcs(line[1]!, line, { ...options, weights: Float32Array.of(0.6, 6, 6) });
    expect(drawn.map((arc) => arc.width)).toEqual([9, 6, 9]);
  });
  it("stays below the top of the room", () => {
    const [arc] = arcs(line[0]!, [line[2]!], { ...options, self: -1, weights: Float32Array.of(0, 0, 1) });
    const [, , , controlY] = arc!.path.match(/[\d.-]+/g)!.map(Number);
    // A cubic curve reaches three quarters of the way to its control points.
    expect(75 - 0.75 * (75 - controlY!)).toBeGreaterThanOrEqual(0);
  });
  it("runs down to a second line", () => {
    const [arc] = arcs(line[0]!, [box(0, 90, 200)], { ...options, self: -1, weights: Float32Array.of(1) });
    expect(arc!.path).toBe("M50 135C50 165 90 165 90 195");
  });
  it("passes the numbers under the others when it runs up to them", () => {
    const up = (under: number) =>
      arcs(box(0, 50, 200), [box(1, 150, 0)], { ...options, self: -1, under, weights: Float32Array.of(0, 1) })[0]?.path;
    expect([up(30), up(45)].map((path) => Number(path?.split(" ").at(-1)))).toEqual([30 + 50, 45 + 50]);
  });
  it("copes with a matrix of zeros", () => {
    expect(arcs(line[0]!, line, { ...options, max: 0, weights: new Float32Array(3) })).toEqual([]);
  });
});

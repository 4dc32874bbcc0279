import { describe, expect, it } from "vitest";
import {
  barcode,
  barScale,
  drawnShares,
  largestIndex,
  lengthOf,
  shares,
  signedBars,
} from "../../../web/render/barcode.ts";

describe("barcode", () => {
  it("puts stripes side by side on whole pixels with a gap where they are wide", () => {
    const stripes = barcode(Float32Array.of(1, -0.5, 0), 1, 31);
    expect(stripes.map(({ x, width }) => [x, width])).toEqual([
      [0, 9],
      [10, 10],
      [21, 9],
    ]);
    expect(stripes.map(({ t }) => t)).toEqual([1, -0.5, 0]);
  });
  it("stays within the scale and the width", () => {
    const stripes = barcode(
      Float32Array.from({ length: 300 }, (_, i) => i),
      10,
      195,
    );
    expect(Math.max(...stripes.map(({ t }) => t))).toBe(1);
    expect(Math.max(...stripes.map(({ x, width }) => x + width))).toBeLessThanOrEqual(196);
  });
  it("is neutral for a zero vector", () =>
    expect(barcode(new Float32Array(2), 0, 10).every(({ t }) => t === 0)).toBe(true));
});

describe("signedBars", () => {
  it("grow up and down from one zero line", () => {
    const values = Float32Array.of(3, -1);
    const scale = barScale(44, values);
    const [up, down] = signedBars(values, scale, 20);
    expect(up!.y + up!.height).toBeCloseTo(scale.zero);
    expect(down!.y).toBeCloseTo(scale.zero);
    expect(up!.height).toBeCloseTo(3 * down!.height);
  });
  it("of a vector and its part share a scale that holds both", () => {
    const [mixture, part] = [Float32Array.of(1, 0), Float32Array.of(3, -2)];
    const scale = barScale(44, mixture, part);
    const [up, down] = signedBars(part, scale, 20);
    expect(up!.y).toBeGreaterThanOrEqual(0);
    expect(down!.y + down!.height).toBeLessThanOrEqual(44);
    expect(signedBars(mixture, scale, 20)[0]!.height).toBeCloseTo(up!.height / 3);
  });
  it("leave nothing for zeros", () => {
    const values = new Float32Array(2);
    expect(signedBars(values, barScale(44, values), 20).map(({ height }) => height)).toEqual([0, 0]);
  });
});

describe("shares", () => {
  it("fill the bar where the weights sum to 1", () => {
    const segments = shares(Float32Array.of(0.25, 0, 0.75), 100);
    expect(segments).toEqual([
      { index: 0, x: 0, width: 25 },
      { index: 2, x: 25, width: 75 },
    ]);
  });
});

it("finds the dimension of the largest size", () => expect(largestIndex(Float32Array.of(1, -3, 2))).toBe(1));
it("measures a vector", () => expect(lengthOf(Float32Array.of(3, 4))).toBe(5));

describe("the shares that are drawn", () => {
  const at = (...widths: number[]) => {
    let x = 0;
    return widths.map((width, index) => ({ index, width, x: (x += width) - width }));
  };
  it("are all that are a pixel wide", () => {
    const wide = at(2, 1, 3.5);
    expect(drawnShares(wide)).toEqual(wide);
  });
  it("are the largest of each pixel otherwise", () => {
    const drawn = drawnShares(at(0.25, 0.5, 0.25, 0.125, 0.5, 4, 0.25));
    expect(drawn.map(({ index }) => index)).toEqual([1, 4, 5, 6]);
  });
});

import { describe, expect, it } from "vitest";
import { colourTable, weightColour } from "../../../web/render/colours.ts";
import { regionPixels, regionSize, tableIndex } from "../../../web/render/matrix-pixels.ts";

const table = colourTable("light", "weight");
const options = { masks: null, nColumns: 3, table, signed: false, max: 1, masked: [9, 9, 9] as const };
const values = Float32Array.of(0, 0.5, 1, 0, 0, 0.2, 0, -Infinity, 0);
const whole = { rows: [0, 3] as const, columns: [0, 3] as const, block: 1 };
const pixel = (pixels: Uint8ClampedArray, at: number) => [...pixels.subarray(at * 4, at * 4 + 4)];

describe("regionPixels", () => {
  it("gives one opaque pixel per cell", () => {
    const pixels = regionPixels(whole, { ...options, values });
    expect(pixels).toHaveLength(36);
    expect(pixel(pixels, 0)).toEqual([...weightColour("light", 0), 255]);
    expect(pixel(pixels, 2)).toEqual([...weightColour("light", 1), 255]);
  });
  it("marks −Infinity apart from zero", () =>
    expect(pixel(regionPixels(whole, { ...options, values }), 7)).toEqual([9, 9, 9, 255]));
  it("marks masked cells whose weight is zero", () => {
    const masks = values.map((_, index) => (index === 0 ? -Infinity : 0));
    expect(pixel(regionPixels(whole, { ...options, values, masks }), 0)).toEqual([9, 9, 9, 255]);
  });
  it("shows the strongest of a block, and cuts blocks at the edge", () => {
    const region = { ...whole, block: 2 };
    expect(regionSize(region)).toEqual({ width: 2, height: 2 });
    const pixels = regionPixels(region, { ...options, values });
    expect(pixel(pixels, 0)).toEqual([...table.subarray(128 * 4, 128 * 4 + 4)]);
    expect(pixel(pixels, 1)).toEqual([...weightColour("light", 1), 255]);
  });
  it("reads a part of the matrix", () => {
    const pixels = regionPixels({ rows: [0, 1], columns: [2, 3], block: 1 }, { ...options, values });
    expect(pixel(pixels, 0)).toEqual([...weightColour("light", 1), 255]);
  });
});

describe("tableIndex", () => {
  it.each([
    [0, 1, false, 0],
    [1, 1, false, 255],
    [3, 1, false, 255],
    [-2, 2, true, 0],
    [0, 2, true, 128],
    [5, 0, false, 0],
  ])("%f of %f, signed %s, is %i", (value, max, signed, index) => expect(tableIndex(value, max, signed)).toBe(index));
});

import { describe, expect, it } from "vitest";
import {
  formatCell,
  formatChance,
  formatChange,
  formatExactWeight,
  formatNumber,
  formatLimit,
  formatSignificant,
  formatWeight,
} from "../../../web/render/numbers.ts";

describe("formatWeight", () => {
  it.each([
    [0, "0"],
    [0.0049, "<.01"],
    [0.005, "0.01"],
    [0.1249, "0.12"],
    [1, "1.00"],
    [1.31, "1.31"],
  ])("%f is %s", (weight, text) => expect(formatWeight(weight)).toBe(text));
});

describe("formatChance", () => {
  it.each([
    [0, "0"],
    [0.00004, "<.0001"],
    [0.00012, "0.0001"],
    [0.0034, "0.003"],
    [0.0049, "0.005"],
    [0.005, "0.01"],
    [0.97, "0.97"],
  ])("%f is %s", (chance, text) => expect(formatChance(chance)).toBe(text));
});

describe("formatChange", () => {
  it.each([
    [0, ""],
    [0.0149, ""],
    [-0.0149, ""],
    [0.016, "+0.02"],
    [0.2834 - 0.4378, "−0.15"],
    [1, "+1.00"],
  ])("%f is %j", (change, text) => expect(formatChange(change)).toBe(text));
});

describe("formatExactWeight", () => {
  it.each([
    [0, "0"],
    [0.00001, "<.0001"],
    [0.12103, "0.1210"],
  ])("%f is %s", (weight, text) => expect(formatExactWeight(weight)).toBe(text));
});

describe("formatCell", () => {
  it("writes every cell from 40 px", () => expect(formatCell(0.123, 40, false)).toBe("0.12"));
  it("writes only the pinned row below that", () => {
    expect(formatCell(0.123, 39, false)).toBeNull();
    expect(formatCell(0.123, 39, true)).toBe("0.12");
  });
  it("leaves the leading zero out below 36 px", () => {
    expect(formatCell(0.123, 35, true)).toBe(".12");
    expect(formatCell(0.001, 35, true)).toBe(".00");
    expect(formatCell(0, 35, true)).toBe("0");
    expect(formatCell(1, 35, true)).toBe("1.00");
  });
  it("writes only what is at least 0.1 below 24 px, and nothing below 20", () => {
    expect(formatCell(0.09, 23, true)).toBeNull();
    expect(formatCell(0.1, 23, true)).toBe(".10");
    expect(formatCell(0.9, 19, true)).toBeNull();
  });
  it("never calls a small weight zero", () => expect(formatCell(0.001, 60, false)).toBe("<.01"));
});

describe("formatNumber", () => {
  it.each([
    [1.234, "1.23"],
    [-1.234, "−1.23"],
    [-0.001, "0.00"],
    [-Infinity, "−∞"],
    [Infinity, "∞"],
    [66_000_000, "6.6×10⁷"],
    [-12_345, "−1.2×10⁴"],
    [NaN, "NaN"],
  ])("%f is %s", (value, text) => expect(formatNumber(value)).toBe(text));
});

describe("formatLimit", () => {
  it.each([
    [0, "0.00"],
    [0.000011, "1.1×10⁻⁵"],
    [0.0034, "0.0034"],
    [0.721, "0.72"],
    [12.345, "12.35"],
    [123.4, "123"],
  ])("%f is %s", (value, text) => expect(formatLimit(value)).toBe(text));
});

describe("formatSignificant", () => {
  it.each([
    [0, "0.00"],
    [59.04, "59.0"],
    [7.136, "7.14"],
    [0.0123, "0.012"],
    [0.0000034, "3.4×10⁻⁶"],
  ])("%f is %s", (value, text) => expect(formatSignificant(value)).toBe(text));
});

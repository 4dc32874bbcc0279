import { describe, expect, it } from "vitest";
import {
  colourTable,
  contrast,
  css,
  hexRgb,
  inks,
  signedColour,
  textOn,
  weightColour,
  type Rgb,
  type Theme,
} from "../../../web/render/colours.ts";

const themes: Theme[] = ["light", "dark"];
const steps = Array.from({ length: 1001 }, (_, i) => i / 1000);

describe("weightColour", () => {
  it("begins and ends at the scale's stops and mixes halfway between two", () => {
    expect(weightColour("light", 0)).toEqual(hexRgb("#f6f8fa"));
    expect(weightColour("light", 1)).toEqual(hexRgb("#261972"));
    expect(weightColour("dark", 0.5)).toEqual(hexRgb("#1b7db9"));
    expect(weightColour("light", 1 / 16)).toEqual([0xdf, 0xed, 0xf9]);
  });

  it("holds at its ends for anything outside", () => {
    expect(weightColour("light", 7)).toEqual(weightColour("light", 1));
    expect(weightColour("light", -7)).toEqual(weightColour("light", 0));
  });
});

describe("signedColour", () => {
  it("is neutral at zero and of two hues at the ends", () => {
    expect(signedColour("light", 0)).toEqual(hexRgb("#f7f7f5"));
    expect(signedColour("light", -1)).toEqual(hexRgb("#006864"));
    expect(signedColour("light", 1)).toEqual(hexRgb("#a14d00"));
  });
});

describe("textOn", () => {
  it.each(themes)("reads on every shade of the %s theme", (theme) => {
    for (const t of steps) {
      for (const shade of [weightColour(theme, t), signedColour(theme, 2 * t - 1)]) {
        const text: Rgb = textOn(shade) === "#fff" ? [255, 255, 255] : [0, 0, 0];
        expect(contrast(shade, text)).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

describe("inks", () => {
  it.each(themes)("write on the %s theme's paper and wash with at least 4.5 : 1", (theme) => {
    const { paper, wash, ...rest } = inks[theme];
    for (const ink of [rest.ink, rest["ink-2"], rest["ink-3"]])
      for (const ground of [paper, wash]) expect(contrast(hexRgb(ink), hexRgb(ground))).toBeGreaterThanOrEqual(4.5);
  });
});

describe("colourTable", () => {
  it("holds 256 opaque entries from one end to the other", () => {
    const table = colourTable("dark", "weight");
    expect(table).toHaveLength(1024);
    expect([...table.subarray(0, 4)]).toEqual([...weightColour("dark", 0), 255]);
    expect([...table.subarray(1020)]).toEqual([...weightColour("dark", 1), 255]);
  });
});

it("writes a colour as CSS", () => expect(css([1, 2, 3])).toBe("rgb(1 2 3)"));
it("takes a colour that is not hexadecimal for grey", () => expect(hexRgb("Canvas")).toEqual([128, 128, 128]));

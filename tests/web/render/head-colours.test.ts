import { describe, expect, it } from "vitest";
import { contrast, hexRgb, inks, type Theme } from "../../../web/render/colours.ts";
import { headColours, headLook } from "../../../web/render/head-colours.ts";

type Triple = [number, number, number];
type Matrix = [Triple, Triple, Triple];
const times = (matrix: Matrix, v: Triple) =>
  matrix.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as Triple;

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
const sights: Record<string, Matrix> = {
  common: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}; // prettier-ignore

const linear = (hex: string) =>
  hexRgb(hex).map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Triple;

/** Björn Ottosson's OKLab: distances are as large as they look. */
function oklab(rgb: Triple): Triple {
  const cones = times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]], rgb); // prettier-ignore
  return times([[0.2104542553, 0.793617785, -0.0040720468], [1.9779984951, -2.428592205, 0.4505937099], [0.0259040371, 0.7827717662, -0.808675766]], cones.map((c) => Math.cbrt(Math.max(0, c))) as Triple); // prettier-ignore
}

const distance = (a: Triple, b: Triple) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

describe.each<Theme>(["light", "dark"])("the colours of heads on %s paper", (theme) => {
  const colours = headColours(theme);
  it("stand out from it", () => {
    for (const colour of colours) expect(contrast(hexRgb(colour), hexRgb(inks[theme].paper))).toBeGreaterThan(4.5);
  });
  it.each(Object.keys(sights))("can be told apart with %s", (sight) => {
    const seen = colours.map((colour) => oklab(times(sights[sight]!, linear(colour))));
    const between = seen.flatMap((a, i) =>
      seen.slice(i + 1).map((b, j) => ({ d: distance(a, b), pair: [colours[i], colours[i + 1 + j]] })),
    );
    const closest = between.reduce((least, each) => (each.d < least.d ? each : least));
    expect(closest.d, closest.pair.join(" ")).toBeGreaterThan(0.08);
  });
});

it("come again dashed when there are more heads than colours", () => {
  const [first, again] = [headLook("light", 1), headLook("light", 6)];
  expect(again.colour).toBe(first.colour);
  expect([first.dashed, again.dashed]).toEqual([false, true]);
});

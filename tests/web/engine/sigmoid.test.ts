import { expect, it } from "vitest";
import { sigmoid } from "../../../web/engine/sigmoid.ts";

it.each([0, 1e-9, 0.5, -0.5, 3.25, -7, 20, -20, 88, -88, 700, -700])("has the float32 of 1/(1 + e^−x) at %f", (x) => {
  const exact = x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
  expect(Math.abs(sigmoid(x) - Math.fround(exact))).toBeLessThanOrEqual(exact * 2 ** -22);
});

it("goes to 0 and 1 far out", () => {
  expect([sigmoid(-1e4), sigmoid(1e4), sigmoid(-Infinity), sigmoid(Infinity)]).toEqual([0, 1, 0, 1]);
});

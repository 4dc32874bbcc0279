import { describe, expect, it } from "vitest";
import type { HeadSummary } from "../../../web/engine/model-types.ts";
import { blockFor, boxOf, gridFrame, headAt, walked } from "../../../web/page/model/heads/frame.ts";
import { isPicked, picksCount, withPick } from "../../../web/page/model/heads/picks.ts";
import { badged, numbersOf, ranked, searchesOf } from "../../../web/page/model/heads/ranking.ts";
import { scalesThere } from "../../../web/page/run/head-scales.ts";
import { scaleAt, scalesOf, toggled, withScale } from "../../../web/page/model/heads/scales.ts";

describe("the grid of heads", () => {
  it("fills the width with whole pixels of the screen", () => {
    expect(gridFrame({ nLayers: 12, nHeads: 12 }, 380, 1)).toMatchObject({ step: 31, gap: 2, width: 372, height: 372 });
    expect(gridFrame({ nLayers: 12, nHeads: 12 }, 380, 2).step).toBe(31.5);
  });

  it("stays in sight for many layers, and scrolls for many heads", () => {
    expect(gridFrame({ nLayers: 48, nHeads: 12 }, 380, 1).height).toBeLessThanOrEqual(600);
    expect(gridFrame({ nLayers: 48, nHeads: 64 }, 380, 1)).toMatchObject({ step: 12, gap: 1, width: 768, height: 576 });
  });

  it("does not blow up one or two heads", () => {
    expect(gridFrame({ nLayers: 1, nHeads: 2 }, 380, 1)).toMatchObject({ step: 120, width: 240, height: 120 });
  });

  it("numbers what it has room for", () => {
    expect(gridFrame({ nLayers: 12, nHeads: 12 }, 380, 1).labelEvery).toEqual({ layers: 1, heads: 1 });
    expect(gridFrame({ nLayers: 48, nHeads: 64 }, 380, 1).labelEvery).toEqual({ layers: 2, heads: 2 });
  });

  it("finds the head under a point again", () => {
    const frame = gridFrame({ nLayers: 3, nHeads: 5 }, 200, 1.5);
    for (let layer = 0; layer < 3; layer++)
      for (let head = 0; head < 5; head++) {
        const { x, y, side } = boxOf(frame, { layer, head });
        expect(headAt(frame, x, y)).toEqual({ layer, head });
        expect(headAt(frame, x + side - 0.1, y + side - 0.1)).toEqual({ layer, head });
      }
    for (const [x, y] of [
      [-1, 5],
      [5, -1],
      [frame.width, 5],
      [5, frame.height],
    ] as const)
      expect(headAt(frame, x, y)).toBeNull();
  });

  it("shows several cells as one where pixels are few", () => {
    expect(blockFor(14, 29)).toBe(1);
    expect(blockFor(29, 29)).toBe(1);
    expect(blockFor(30, 29)).toBe(2);
    expect(blockFor(512, 58)).toBe(9);
    expect(blockFor(0, 58)).toBe(1);
  });
});

describe("walking by keys", () => {
  const size = { nLayers: 3, nHeads: 4 };
  const from = { layer: 1, head: 2 };

  it("goes to the neighbours and to the ends", () => {
    const to = (key: string) => Object.values(walked(key, from, size) ?? {}).join(".");
    expect(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map(to)).toEqual(["1.1", "1.3", "0.2", "2.2"]);
    expect(["Home", "End", "PageUp", "PageDown"].map(to)).toEqual(["1.0", "1.3", "0.2", "2.2"]);
  });

  it("stops at the edge", () => {
    expect(walked("ArrowLeft", { layer: 1, head: 0 }, size)).toEqual({ layer: 1, head: 0 });
    expect(walked("ArrowDown", { layer: 2, head: 0 }, size)).toEqual({ layer: 2, head: 0 });
  });

  it("leaves other keys alone", () => expect(walked("a", from, size)).toBeNull());
});

describe("what heads are looked for", () => {
  const summary = (kind: "self" | "cross", previous: number, entropy: number): HeadSummary => ({
    ...{ kind, layer: 0, head: 0, previous, entropy },
    ...{ meanDistance: 0, first: 0.1, self: 0.2, next: 0.3, special: 0 },
  });
  const all = [summary("self", 0.5, 1), summary("self", 0.25, 3), summary("cross", 0.75, 2)];

  it("are those of the shown kind", () => {
    expect(numbersOf("previous", all, "self")).toEqual([0.5, 0.25]);
    expect(numbersOf("broad", all, "self")).toEqual([1, 3]);
    expect(numbersOf("self", all, "cross")).toEqual([0.2]);
  });

  it("are no neighbours between two texts", () => {
    expect(searchesOf("cross")).toEqual(["first", "broad", "pair"]);
    expect(searchesOf("decoder")).toContain("previous");
  });

  it("are ranked by their number, equal ones in their order", () => {
    const heads = ranked(Float32Array.of(0, 0.5, 0.25, 0.5, 0, 0), 3);
    expect(heads.map(({ layer, head }) => `${layer}.${head}`)).toEqual(["0.1", "1.0", "0.2", "0.0", "1.1", "1.2"]);
  });

  it("get at most five badges, and none for nothing", () => {
    expect(badged(ranked([0, 0.5, 0.25, 0, 0, 0], 3))).toHaveLength(2);
    expect(badged(ranked([1, 2, 3, 4, 5, 6], 3)).map(({ value }) => value)).toEqual([6, 5, 4, 3, 2]);
  });
});

describe("heads that are off or scaled", () => {
  const at = (layer: number, head: number) => ({ kind: "self" as const, layer, head });

  it("are on unless said otherwise", () => {
    expect(scaleAt([], at(4, 0))).toBe(1);
    expect(scaleAt([{ layer: 4, head: 0, scale: 0, kind: "cross" }], at(4, 0))).toBe(1);
    expect(scaleAt([{ layer: 4, head: 0, scale: 0.5 }], at(4, 0))).toBe(0.5);
  });

  it("are listed by layer and head, and left out at 1", () => {
    const both = withScale(withScale([], at(7, 8), 0), at(4, 0), 0.5);
    expect(both).toEqual([
      { layer: 4, head: 0, scale: 0.5 },
      { layer: 7, head: 8, scale: 0 },
    ]);
    expect(withScale(both, at(7, 8), 1)).toEqual([{ layer: 4, head: 0, scale: 0.5 }]);
  });

  it("are switched off and on again; a scaled one goes off first", () => {
    const off = toggled([{ layer: 1, head: 2, scale: 1.5 }], at(1, 2));
    expect(off).toEqual([{ layer: 1, head: 2, scale: 0 }]);
    expect(toggled(off, at(1, 2))).toEqual([]);
  });

  it("are those of their kind of attention", () => {
    const scales = withScale(withScale([], at(1, 1), 0), { ...at(1, 1), kind: "cross" }, 2);
    expect(scales).toHaveLength(2);
    expect(scalesOf(scales, "cross")).toEqual([{ kind: "cross", layer: 1, head: 1, scale: 2 }]);
    expect(scalesOf(scales, "decoder")).toEqual([]);
  });
});

describe("heads that a model has not", () => {
  const scale = (layer: number, head: number, kind?: "decoder" | "cross") => ({
    layer,
    head,
    scale: 0,
    ...(kind && { kind }),
  });
  const sizes = { nLayers: 2, nHeads: 3 };

  it("do nothing", () => {
    const one = { ...sizes, encoderDecoder: false };
    expect(scalesThere([scale(1, 2), scale(2, 0), scale(0, 3), scale(0, 0, "cross")], one)).toEqual([scale(1, 2)]);
  });

  it("are another matter in the other stack", () => {
    const two = {
      ...sizes,
      encoderDecoder: true,
      decoder: { nLayers: 4, nHeads: 1, nKvHeads: 1, headDim: 1, dModel: 1, vocabSize: 99 },
    };
    const there = [scale(1, 2), scale(3, 0, "decoder"), scale(3, 0, "cross")];
    expect(scalesThere([...there, scale(3, 0), scale(0, 2, "cross")], two)).toEqual(there);
    expect(scalesThere(there, two)).toBe(there);
  });
});

describe("the heads that a picture of several is of", () => {
  const picks = [{ layer: 4, head: 0 }];
  it("are added and taken out", () => {
    const both = withPick(picks, { layer: 4, head: 1 });
    expect(both).toEqual([
      { layer: 4, head: 0 },
      { layer: 4, head: 1 },
    ]);
    expect(isPicked(both, { layer: 4, head: 1 })).toBe(true);
    expect(withPick(both, { layer: 4, head: 1 })).toEqual(picks);
  });
  it("count for a mean, a maximum and lines", () => {
    const counts = (combine: "head" | "value" | "mean" | "max" | "rollout", view: "matrix" | "lines") =>
      picksCount({ combine, view });
    expect([counts("mean", "matrix"), counts("max", "lines"), counts("head", "lines")]).toEqual([true, true, true]);
    expect([counts("head", "matrix"), counts("value", "lines"), counts("rollout", "lines")]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

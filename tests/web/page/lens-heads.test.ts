import { describe, expect, it, vi } from "vitest";
import type { HeadPlace } from "../../../web/engine/model-types.ts";
import { LensHeads, shownHeads, withoutHead } from "../../../web/page/model/lens-heads.ts";
import type { Picture } from "../../../web/page/run/pictures.ts";
import { blankModel, type ModelState } from "../../../web/page/state/model-state.ts";

const counts = { nLayers: 12, nHeads: 12 };
const at = (layer: number, head: number) => ({ layer, head });

describe("the heads that lines show", () => {
  it("are the chosen one, then the picked ones", () =>
    expect(shownHeads([at(4, 0), at(7, 8)], at(8, 8), counts)).toEqual([at(8, 8), at(4, 0), at(7, 8)]));
  it("keep the order of the picks when the chosen one is among them", () =>
    expect(shownHeads([at(4, 0), at(7, 8)], at(7, 8), counts)).toEqual([at(4, 0), at(7, 8)]));
  it("are the chosen one alone where none is picked", () =>
    expect(shownHeads([], at(1, 2), counts)).toEqual([at(1, 2)]));
});

describe("a head that is taken out", () => {
  const shown = [at(8, 8), at(4, 0), at(7, 8)];
  it("leaves the chosen one chosen", () =>
    expect(withoutHead(shown, at(4, 0), at(8, 8))).toEqual({ picks: [at(8, 8), at(7, 8)], layer: 8, head: 8 }));
  it("hands over to the next where it was the chosen one", () =>
    expect(withoutHead(shown, at(8, 8), at(8, 8))).toEqual({ picks: [at(4, 0), at(7, 8)], layer: 4, head: 0 }));
  it("leaves no picks where one head is left", () =>
    expect(withoutHead(shown.slice(0, 2), at(8, 8), at(8, 8))).toEqual({ picks: [], layer: 4, head: 0 }));
});

describe("their weights", () => {
  const tokens = ["<s>", "a"].map((text, index) => ({ text, known: true, special: index === 0, language: null }));
  const attention = vi.fn(({ head = 0 }: HeadPlace) => {
    const weights = Float32Array.of(1, 0, head / 10, 1 - head / 10);
    return Promise.resolve({ nQueries: 2, nKeys: 2, weights, scores: weights, maskedScores: weights });
  });
  const run = { tokens, attention };
  const picture = (state: Partial<ModelState> = {}) =>
    ({ model: { run, kind: "self" }, recipe: { model: { ...blankModel, ...state } } }) as unknown as Picture;

  it("are read once, and seen as the picture is", async () => {
    const changed = vi.fn();
    const heads = new LensHeads(changed);
    const asked = [at(0, 1), at(0, 5)];
    expect(heads.of(picture(), asked)).toEqual([]);
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(2));
    const shown = heads.of(picture(), asked);
    expect(shown.map(({ name }) => name)).toEqual(["0.1", "0.5"]);
    expect(shown[1]!.weights[2]).toBeCloseTo(0.5);
    expect(heads.of(picture(), asked)).toBe(shown);
    expect(attention).toHaveBeenCalledTimes(2);

    expect(heads.of(picture({ hide: "special" }), asked)).toEqual([]);
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(4));
    expect(heads.of(picture({ hide: "special" }), asked).map(({ weights }) => [...weights])).toEqual([[1], [1]]);
  });
});

import { describe, expect, it } from "vitest";
import type { VectorsHandle } from "../../../web/engine/types.ts";
import { planOf } from "../../../web/page/run/recipe.ts";
import { workable } from "../../../web/page/run/workable.ts";
import { blankState, defaultOptions } from "../../../web/page/state/play-state.ts";

const asked = (changes: Partial<typeof defaultOptions>, dModel = 100) =>
  workable({ ...defaultOptions, ...changes }, dModel);

describe("what the vectors allow", () => {
  it("is left as it is", () => {
    const options = { ...defaultOptions, nHeads: 4 };
    expect(workable(options, 100)).toEqual({ options, unfollowed: [] });
    expect(workable(options, 100).options).toBe(options);
  });

  it.each([
    [7, 100, 5],
    [3, 100, 2],
    [1000, 100, 100],
    [6, 7, 7],
  ])("is the nearest count instead of %i heads for %i numbers", (nHeads, dModel, used) => {
    const { options, unfollowed } = asked({ nHeads }, dModel);
    expect(options.nHeads).toBe(used);
    expect(unfollowed).toMatchObject([{ name: "nHeads", asked: nHeads, used, even: false }]);
  });

  it("gives RoPE heads of an even size", () => {
    const { options, unfollowed } = asked({ nHeads: 4, position: "rope" });
    expect(options).toMatchObject({ nHeads: 5, position: "rope" });
    expect(unfollowed).toMatchObject([{ name: "nHeads", even: true, possible: [1, 2, 5, 10, 25, 50] }]);
  });

  it("has no RoPE in an odd number of dimensions", () => {
    const { options, unfollowed } = asked({ nHeads: 3, position: "rope" }, 9);
    expect(options).toMatchObject({ nHeads: 3, position: "none" });
    expect(unfollowed).toEqual([{ name: "position", used: "none" }]);
  });

  it("has seeded offsets instead of given ones of another length", () => {
    const vector = [1, 2];
    const { options, unfollowed } = asked({ offsets: { q: vector, k: vector, v: vector } });
    expect(options.offsets).toBe("separate");
    expect(unfollowed).toEqual([{ name: "offsets", used: "separate" }]);
  });
});

describe("a plan", () => {
  const closed = { vectors: null, model: null };
  const open = (dModel: number) => ({ vectors: { dModel } as VectorsHandle, model: null });
  const state = { ...blankState, text: "a", vectors: { name: "tiny.txt", hash: "0123456789abcdef" } };

  it("runs on the bundled vectors while the link's own are not open", () => {
    expect(planOf(state, null, closed)).toMatchObject({ dModel: 100, recipe: { vectors: null } });
    expect(planOf(state, null, open(4))).toMatchObject({ dModel: 4, recipe: { vectors: state.vectors } });
  });

  it("shows a head that there is", () => {
    const options = { ...defaultOptions, nHeads: 7 };
    expect(planOf({ ...state, options, head: 6 }, null, closed).recipe).toMatchObject({ head: 4 });
  });

  it("says what a tried option would need", () => {
    const options = { ...defaultOptions, nHeads: 4 };
    const { recipe, unfollowed } = planOf({ ...state, options }, { position: "rope" }, closed);
    expect(recipe.options).toMatchObject({ position: "rope", nHeads: 5 });
    expect(unfollowed).toHaveLength(1);
  });
});

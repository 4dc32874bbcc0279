import { describe, expect, it } from "vitest";
import { formatFragment, readFragment } from "../../../web/page/state/fragment.ts";
import { blankModel, plainSampling, type ModelState } from "../../../web/page/state/model-state.ts";
import { blankState } from "../../../web/page/state/play-state.ts";

const state = (model: Partial<ModelState> = {}) => ({ ...blankState, text: "a", model: { ...blankModel, ...model } });

const everything: ModelState = {
  source: "owner/name@main",
  weights: "int8",
  truncate: true,
  kind: "cross",
  layer: 8,
  headScale: [
    { layer: 4, head: 0, scale: 0 },
    { layer: 7, head: 8, scale: 0.5, kind: "decoder" },
  ],
  search: "pair",
  combine: "mean",
  picks: [
    { layer: 1, head: 2 },
    { layer: 3, head: 4 },
  ],
  view: "lines",
  words: true,
  hide: "sink",
  part: "ab",
  taken: [7, 0, 49999],
  sampling: { temperature: 0.85, topK: 40, topP: 0.9, seed: 4294967295 },
};

describe("a transformer in the address", () => {
  it("comes back as it was", () => {
    const fragment = formatFragment(state(everything));
    expect(readFragment(fragment)).toEqual({ state: state(everything), hasText: true, problems: [] });
  });

  it("leaves out what is as it begins", () => {
    expect(formatFragment(state())).toBe("v=1&text=a&model=e5-small&lang=en");
    expect(formatFragment(blankState)).not.toContain("model");
  });

  it("has every name of the state", () => {
    const names = [...new URLSearchParams(formatFragment(state(everything))).keys()];
    const { source: _source, ...named } = everything;
    expect(names).toEqual(expect.arrayContaining(["model", ...Object.keys(named)]));
  });

  it("keeps a sampling that is plain by choice, and no other part of it that is plain", () => {
    const plain = state({ sampling: plainSampling });
    expect(formatFragment(plain)).toContain("sampling=temperature%3A1&");
    expect(readFragment(formatFragment(plain)).state).toEqual(plain);
    expect(readFragment("text=a&model=e5-small&sampling=topK:5").state.model?.sampling).toEqual({
      ...plainSampling,
      topK: 5,
    });
  });

  it("may name the model last", () => {
    expect(readFragment("layer=3&text=a&model=gpt2").state.model).toEqual({ ...blankModel, source: "gpt2", layer: 3 });
  });

  it.each([
    "layer=-1",
    "layer=x",
    "headScale=4=0",
    "headScale=4.0=3",
    "headScale=up:4.0=1",
    "picks=1",
    "kind=other",
    "words=1",
    "taken=1,a",
    "view=",
    "sampling=",
    "sampling=temperature",
    "sampling=heat:1",
    "sampling=topP:0",
    "sampling=topK:1.5",
    "sampling=seed:4294967296",
  ])("says that %s cannot be read", (field) => {
    const [name, ...value] = field.split("=");
    const { state: read, problems } = readFragment(`text=a&model=e5-small&${field}`);
    expect(problems).toEqual([{ kind: "bad_value", name, value: value.join("=") }]);
    expect(read).toEqual(state());
  });

  it("says so where there is no model to choose a layer of", () => {
    expect(readFragment("text=a&layer=3").problems).toEqual([{ kind: "bad_value", name: "layer", value: "3" }]);
  });
});

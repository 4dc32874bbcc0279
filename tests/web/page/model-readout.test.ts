import { beforeAll, describe, expect, it } from "vitest";
import { loadStrings, strings } from "../../../web/i18n/index.ts";
import { modelReadout, type Told } from "../../../web/page/run/model-readout.ts";
import { blankModel, type ModelState } from "../../../web/page/state/model-state.ts";
import { defaultOptions } from "../../../web/page/state/play-state.ts";
import { runsText } from "../../../web/page/words.ts";
import type { Direction } from "../../../web/render/view-data.ts";
import { viewOf } from "../render/sample.ts";

beforeAll(() => loadStrings("zh"));

const data = viewOf("animal it tired", [
  [1, 0, 0],
  [0.44, 0.36, 0.2],
  [0.6, 0.1, 0.3],
]);
const before = Float32Array.of(1, 0, 0, 0.28, 0.5, 0.22, 0.6, 0.1, 0.3);
const off = (...heads: [number, number][]) => heads.map(([layer, head]) => ({ layer, head, scale: 0 }));
const each = [[0], [1], [2]];

interface Said extends Partial<Omit<Told, "state" | "model">> {
  query?: number;
  key?: number;
  kind?: Told["model"]["kind"];
  queries?: number[][];
  state?: Partial<ModelState>;
  direction?: Direction;
  selection?: number[];
  lang?: string;
}

function say({ query = 1, key = 0, direction = "to", selection = [], lang = "en", ...given }: Said = {}): string {
  const { kind = "self", queries = each, state, ...others } = given;
  const told: Told = {
    ...{ data, head: 8, nHeads: 12, options: defaultOptions, firstTaken: 3 - (state?.taken?.length ?? 0), ...others },
    model: { kind, layer: 8, queries, keys: queries },
    state: { ...blankModel, ...state },
  };
  return runsText(modelReadout(told, { query, key }, direction, selection, strings(lang).page));
}

describe("the sentence over a transformer’s head", () => {
  it("says what the shown pair gives, and then the next", () => {
    expect(say()).toBe("In head 8.8, it gives animal 0.44 of its attention, then itself 0.36 and tired 0.20.");
    expect(say({ lang: "zh" })).toBe("在头 8.8 中，it 把 0.44 的注意力给了 animal，其次是自己 0.36、tired 0.20。");
  });

  it("says of a weaker pair where most goes", () => {
    expect(say({ key: 2 })).toBe("In head 8.8, it gives tired 0.20 of its attention; most goes to animal, 0.44.");
    expect(say({ query: 2, key: 2 })).toContain("tired gives itself 0.30 of its attention; most goes to animal, 0.60.");
  });

  it("says what the special tokens take where it is more than any word gets", () => {
    const of = viewOf("<s> it tired", [
      [1, 0, 0],
      [0.8, 0.15, 0.05],
      [0.3, 0.3, 0.4],
    ]);
    of.tokens[0]!.special = true;
    expect(say({ data: of, key: 2 })).toBe(
      "In head 8.8, it gives tired 0.05 of its attention; among the words most goes to itself, 0.15. The special tokens take 0.80.",
    );
    expect(say({ data: of, key: 1, lang: "zh" })).toBe(
      "在头 8.8 中，it 把 0.15 的注意力给了自己，其次是 tired 0.05。 特殊词元占 0.80。",
    );
    expect(say({ data: of, query: 2, key: 2 })).not.toContain("special");
  });

  it("ranks nothing that is equal", () => {
    const of = viewOf("animal it tired", [
      [0.4, 0.4, 0.2],
      [0.3, 0.3, 0.4],
      [0.33, 0.33, 0.33],
    ]);
    const say0 = (given: Said) => say({ data: of, ...given });
    expect(say0({ query: 0, key: 0 })).toBe(
      "In head 8.8, animal gives itself 0.40 of its attention, the same as it, then tired 0.20.",
    );
    expect(say0({ query: 1, key: 0 })).toBe(
      "In head 8.8, it gives animal 0.30 of its attention, the same as itself; most goes to tired, 0.40.",
    );
    expect(say0({ query: 0, key: 1, lang: "zh" })).toBe(
      "在头 8.8 中，animal 把 0.40 的注意力给了 it，同样多的还有自己，其次是 tired 0.20。",
    );
    expect(say0({ query: 2, key: 0 })).toBe(
      "In head 8.8, tired gives animal 0.33 of its attention. The weights of all 3 tokens are equal.",
    );
    expect(say0({ query: 2, key: 0, lang: "zh" })).toMatch(/。 全部 3 个词元的权重相等。$/);
  });

  it("says of a special token what it gets, and ranks nothing after it", () => {
    const marked = data.tokens.map((token, index) => ({ ...token, special: index === 0 }));
    const of = { ...data, tokens: marked, keyTokens: marked };
    expect(say({ data: of, query: 1, key: 0 })).toBe("In head 8.8, it gives animal 0.44 of its attention.");
  });

  it("names nobody who gets next to nothing", () => {
    const of = { ...data, weights: Float32Array.of(0.995, 0.003, 0.002, 0.99, 0.002, 0.008, 0.996, 0.004, 0) };
    expect(say({ data: of, query: 2, key: 0 })).toBe("In head 8.8, tired gives animal 1.00 of its attention.");
    expect(say({ data: of, query: 1, key: 0 })).toMatch(/gives animal 0\.99 of its attention, then tired 0\.01\.$/);
  });

  it("reads columns in the other direction", () => {
    expect(say({ query: 2, key: 1, direction: "by" })).toBe(
      "In head 8.8, it gets 0.10 of the attention of tired; most comes from itself, 0.36.",
    );
    expect(say({ query: 2, key: 0, direction: "by", lang: "zh" })).toBe(
      "在头 8.8 中，animal 得到了 tired 的注意力中的 0.60；给它最多的是自己 1.00。",
    );
  });

  it.each([
    [{ headScale: off([4, 0], [6, 0], [7, 8]) }, {}, "three heads were switched off", "关掉 3 个头"],
    [{ headScale: off([4, 0]) }, {}, "one head was switched off", "关掉 1 个头"],
    [{ headScale: [{ layer: 1, head: 1, scale: 2 }] }, {}, "one head was scaled", "缩放 1 个头"],
    [
      { headScale: [...off([4, 0]), { layer: 1, head: 1, scale: 2 }] },
      {},
      "one head was switched off and one head was scaled",
      "关掉 1 个头、缩放 1 个头",
    ],
    [{}, { temperature: 0.5 }, "τ was set to 0.5", "把 τ 设为 0.5 "],
    [{}, { mask: "causal" as const }, "the mask was added", "加上掩码"],
    [
      { headScale: off([4, 0], [6, 0]) },
      { temperature: 2, mask: "causal" as const },
      "two heads were switched off, τ was set to 2 and the mask was added",
      "关掉 2 个头、把 τ 设为 2、加上掩码",
    ],
  ])("says what it was before %o %o", (state, options, change, zh) => {
    const changed = { data: { ...data, before }, state, options: { ...defaultOptions, ...options } };
    expect(say(changed)).toBe(`In head 8.8, it gives animal 0.44 of its attention; 0.28 before ${change}.`);
    expect(say({ ...changed, lang: "zh" })).toBe(`在头 8.8 中，it 把 0.44 的注意力给了 animal；${zh}之前是 0.28。`);
  });

  it("says that a change changed nothing here", () => {
    const changed = { data: { ...data, before }, state: { headScale: off([9, 0]) }, query: 2 };
    expect(say(changed)).toMatch(/0\.60 of its attention; just as before one head was switched off\.$/);
  });

  it("says that a pair is masked", () => {
    expect(say({ query: 0, key: 2 })).toBe("In head 8.8, animal cannot see tired: their score is masked.");
    expect(say({ query: 0, key: 2, direction: "by" })).toBe(
      "In head 8.8, animal cannot see tired: their score is masked.",
    );
  });

  it("adds a selection up", () => {
    expect(say({ selection: [1, 2] })).toBe(
      "In head 8.8, it and tired together give animal 1.04, then tired 0.50 and it 0.46.",
    );
  });

  it("names the kind of attention, and several heads as one", () => {
    expect(say({ kind: "cross" })).toMatch(/^In cross-attention head 8\.8, it gives/);
    expect(say({ kind: "decoder" })).toMatch(/^In the decoder’s head 8\.8, it gives/);
    expect(say({ state: { combine: "mean" } })).toMatch(/^On average over the 12 heads of layer 8, it gives/);
    const picks = [
      { layer: 4, head: 0 },
      { layer: 7, head: 8 },
    ];
    expect(say({ state: { combine: "max", picks } })).toMatch(/^At most, in any of heads 4\.0, 7\.8, it gives/);
    expect(say({ state: { combine: "max", picks }, lang: "zh" })).toMatch(/^取头 4\.0、7\.8 中的最大值，it 把/);
    expect(say({ state: { combine: "rollout" } })).toMatch(/^Through all layers, 0\.44 of it comes from animal, then/);
  });

  it("speaks of where it comes from to the end, where it rolls out or weighs values", () => {
    const back = { query: 2, key: 1 };
    expect(say({ ...back, state: { combine: "rollout" } })).toMatch(/comes from it; most comes from animal, 0\.60\.$/);
    expect(say({ ...back, state: { combine: "value" }, lang: "zh" })).toMatch(/来自 it；给它最多的是 animal 0\.60。$/);
    expect(say({ ...back, direction: "by", state: { combine: "rollout" } })).toMatch(
      /what reaches tired; most goes to itself, 0\.36\.$/,
    );
  });

  it("says what was merged, hidden, or written by the model", () => {
    expect(say({ queries: [[0], [1, 2], [3]] })).toMatch(/ Pieces of a word count as one\.$/);
    expect(say({ state: { hide: "special" } })).toMatch(/ Special tokens are left out\.$/);
    expect(say({ state: { hide: "sink" }, lang: "zh" })).toMatch(/第一个词元略去不计。$/);
    expect(say({ state: { taken: [5] } })).not.toContain("wrote");
    expect(say({ state: { taken: [5, 6] } })).toMatch(/ The model wrote it\.$/);
    expect(say({ state: { taken: [5, 6] }, firstTaken: Infinity })).not.toContain("wrote");
    expect(say({ state: { taken: [5] }, query: 2, key: 0, direction: "by" })).toMatch(/ The model wrote tired\.$/);
  });

  it("never speaks of word vectors", () => expect(say()).not.toContain("Word vectors"));
});

import { describe, expect, it } from "vitest";
import { optionNames } from "../../../web/engine/options.ts";
import { fitsInLink, formatFragment, readFragment } from "../../../web/page/state/fragment.ts";
import { blankState, defaultOptions, withOptions, type PlayState } from "../../../web/page/state/play-state.ts";

const state = (changes: Partial<PlayState> = {}): PlayState => ({ ...blankState, text: "我喜欢吃苹果", ...changes });
const there = (fragment: string) => readFragment(fragment).state;

const everyOption: PlayState["options"] = {
  ...defaultOptions,
  qkv: "projection",
  offsets: { q: [1, 0.5], k: [0, 1], v: [-1, 2] },
  sigma: 0.25,
  seed: 7,
  nHeads: 4,
  score: "gaussian",
  bandwidth: 2.5,
  position: "rope",
  mask: { dilated: [4, 2] },
  normalizer: "top_p",
  temperature: 0.5,
  topK: 5,
  topP: 0.7,
  over: "queries",
  residual: true,
  segmenter: "intl",
  punctuation: false,
};

describe("a state in the address", () => {
  it("leaves defaults out", () => {
    expect(formatFragment(state())).toBe("v=1&text=%E6%88%91%E5%96%9C%E6%AC%A2%E5%90%83%E8%8B%B9%E6%9E%9C&lang=en");
  });

  it("names the selected tokens, and refuses what is none", () => {
    expect(formatFragment(state({ selection: [1, 3] }))).toContain("select=1%2C3");
    expect(there("select=1,3").selection).toEqual([1, 3]);
    expect(readFragment("select=1,x").problems).toEqual([{ kind: "bad_value", name: "select", value: "1,x" }]);
  });

  it("names options as the API does", () => {
    const changed = withOptions(state(), everyOption);
    const names = [...new URLSearchParams(formatFragment(changed)).keys()];
    const inFormula = optionNames.filter((name) => !["against", "pair", "vectors"].includes(name));
    expect(names).toEqual(expect.arrayContaining(inFormula));
  });

  it("comes back the same with every field set", () => {
    const full = state({
      textB: 'I like <b>"apples"</b> & pears + #1=%',
      second: "pair",
      tokens: ["我", "喜", "欢吃", "苹果"],
      tokensB: ["I", "like"],
      options: everyOption,
      vectors: { name: "my vectors@home.txt", hash: "0123456789abcdef" },
      selection: [0, 2],
      query: 3,
      key: 0,
      direction: "by",
      show: "masked_scores",
      domain: "row",
      head: 2,
      lang: "zh",
      theme: "dark",
    });
    const read = readFragment(`#${formatFragment(full)}`);
    expect(read.problems).toEqual([]);
    expect(read.state).toEqual(full);
  });

  it.each(["none", "causal", "not_self", "a_to_b"] as const)("carries the mask %s", (mask) => {
    const masked = state({ second: "pair", textB: "x", options: { ...defaultOptions, mask } });
    expect(there(formatFragment(masked)).options.mask).toBe(mask);
  });

  it.each([{ window: 2 }, { prefix: 3 }, { cells: [[0, 1] as [number, number]] }])("carries the mask %o", (mask) => {
    expect(there(formatFragment(state({ options: { ...defaultOptions, mask } }))).options.mask).toEqual(mask);
  });

  it("leaves out a mask whose cells are still to be painted", () => {
    expect(formatFragment(state({ options: { ...defaultOptions, mask: { cells: [] } } }))).toBe(
      formatFragment(state()),
    );
    expect(there("mask=cells:").options.mask).toEqual({ cells: [] });
  });

  it("tells tokens set by hand from stretches between them", () => {
    const tokens = [["我喜欢吃"] as const, "苹", "果"];
    expect(there(formatFragment(state({ tokens }))).tokens).toEqual(tokens);
    const wrong = ['[[["a"]]]', "[[]]", '["a", ""]', '[["a", "b"]]', "[1]", "[]"];
    for (const value of wrong) expect(there(new URLSearchParams({ tokens: value }).toString()).tokens).toBeNull();
  });

  it.each(["", "a\nb", "שלום", "👩‍👩‍👧", "&v=2#", "+ +"])("carries the text %j", (text) => {
    expect(there(formatFragment(state({ text }))).text).toBe(text);
  });
});

it("replaces half a character, which no address can carry", () => {
  expect(there(formatFragment(state({ text: "a\ud800b" }))).text).toBe("a\ufffdb");
});

describe("a fragment that is not quite right", () => {
  it("keeps what it can and names what it cannot", () => {
    const { state: read, problems } = readFragment("#v=1&text=hello&score=banana&temperature=2&colour=red&query=-1");
    expect(read).toMatchObject({ text: "hello", query: null, options: { score: "scaled_dot", temperature: 2 } });
    expect(problems).toEqual([
      { kind: "bad_value", name: "score", value: "banana" },
      { kind: "unknown_name", name: "colour" },
      { kind: "bad_value", name: "query", value: "-1" },
    ]);
  });

  it.each(["#%E0%A4%A", "#__proto__=1&constructor=2&toString=3", "#tokens=[1]&vectors=x&mask=window:-1"])(
    "survives %s",
    (garbage) => {
      const { state: read, problems } = readFragment(garbage);
      expect(read).toEqual(blankState);
      expect(problems.length).toBeGreaterThan(0);
    },
  );

  it("says that a link is from a newer version, and reads the rest", () => {
    const { state: read, problems } = readFragment("#v=2&text=hi");
    expect(read.text).toBe("hi");
    expect(problems).toEqual([{ kind: "newer_version", version: "2" }]);
  });

  it("takes back options that refuse each other", () => {
    const cross = readFragment("#v=1&text=a&against=b&residual=true");
    expect(cross.state.options.residual).toBe(false);
    expect(cross.problems).toEqual([{ kind: "contradiction", name: "residual" }]);
    const alone = readFragment("#v=1&text=a&mask=a_to_b");
    expect(alone.state.options.mask).toBe("none");
    expect(alone.problems).toEqual([{ kind: "contradiction", name: "mask" }]);
  });

  it("ignores parts without a name", () => {
    expect(readFragment("#&&&=%%%&text=a&====")).toMatchObject({ state: { text: "a" }, problems: [] });
  });

  it("has one second text at most, and says which it left out", () => {
    const { state: read, problems } = readFragment("#text=a&against=b&pair=c");
    expect(read).toMatchObject({ second: "pair", textB: "c" });
    expect(problems).toEqual([{ kind: "contradiction", name: "against" }]);
  });

  it("says whether it gives a text at all", () => {
    expect(readFragment("#score=dot").hasText).toBe(false);
    expect(readFragment("#text=").hasText).toBe(true);
  });
});

it("fits in a link up to 8 KB", () => {
  expect(fitsInLink("a".repeat(8192))).toBe(true);
  expect(fitsInLink("a".repeat(8193))).toBe(false);
});

import { describe, expect, it } from "vitest";
import { countText, percentText, sizeText } from "../../../web/page/model/source/sizes.ts";
import { hostOf, nameWithHost, sourceOf } from "../../../web/page/model/source/typed.ts";
import { blankModel } from "../../../web/page/state/model-state.ts";
import { blankState, withText, withTextB } from "../../../web/page/state/play-state.ts";

const base = "https://site.example/play/";

describe("a typed model", () => {
  it.each([
    [" distilgpt2 ", "distilgpt2"],
    ["https://huggingface.co/openai-community/gpt2/tree/main", "openai-community/gpt2"],
    ["org/name@v2", "org/name@v2"],
    ["e5-small", "e5-small"],
    ["./models/e5-small", "e5-small"],
    ["./models/other/", `${base}models/other/`],
    ["http://localhost:8000/x/config.json", "http://localhost:8000/x/"],
  ])("%j is named %j", (typed, source) => expect(sourceOf(typed, base)).toBe(source));

  it.each(["a b", "C:\\models\\bert", "https://"])("%j is none", (typed) => {
    expect(() => sourceOf(typed, base)).toThrow();
  });

  it("says who would be asked for it", () => {
    expect(hostOf("distilgpt2", base)).toBe("huggingface.co");
    expect(hostOf("http://localhost:8000/x/", base)).toBe("localhost:8000");
    expect(["./x/", "/models/x", "../x/", "//other.example/x/"].map((source) => hostOf(source, base))).toEqual([
      "site.example",
      "site.example",
      "site.example",
      "other.example",
    ]);
    expect(nameWithHost("./models/x/", base)).toBe("x (site.example)");
    expect(nameWithHost("http://localhost:8000/models/x/", base)).toBe("x (localhost:8000)");
    expect(["org/name", "files:mine"].map((source) => nameWithHost(source, base))).toEqual(["org/name", "mine"]);
  });
});

it("writes sizes and counts as people read them", () => {
  expect([353_453_123, 38_051_176, 9_949_000, 999_600_000, 1_400_000_000].map(sizeText)).toEqual([
    "353 MB",
    "38 MB",
    "9.9 MB",
    "1 GB",
    "1.4 GB",
  ]);
  expect([260_032, 36_700_000, 1_100_000_000].map(countText)).toEqual(["260 K", "37 M", "1.1 B"]);
  expect(percentText(1, 3)).toBe("33 %");
});

it("may cut the text that it was allowed to cut, and no other", () => {
  const state = { ...blankState, text: "a b", textB: "c", model: { ...blankModel, truncate: true } };
  expect(withText(state, "a b").model?.truncate).toBe(true);
  expect(withText(state, "a b c").model?.truncate).toBe(false);
  expect(withTextB(state, "d").model?.truncate).toBe(false);
});

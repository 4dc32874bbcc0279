import { beforeAll, describe, expect, it } from "vitest";
import { loadStrings, strings } from "../../../web/i18n/index.ts";
import { isPronoun, readout } from "../../../web/page/run/readout.ts";
import { fill, fillRuns, plural, runsText } from "../../../web/page/words.ts";
import type { Direction, ViewData } from "../../../web/render/view-data.ts";

beforeAll(() => loadStrings("zh"));

const named = (text: string, known = true) => ({ text, known, special: false, language: "en" });

function picture(words: string, weights: number[], changes: Partial<ViewData> = {}): ViewData {
  const tokens = words.split(" ").map((word) => named(word));
  const matrix = Float32Array.from(weights);
  const shape = {
    nQueries: tokens.length,
    nKeys: tokens.length,
    weights: matrix,
    scores: matrix,
    maskedScores: matrix,
  };
  return { tokens, keyTokens: tokens, ...shape, over: "keys", ...changes };
}

const data = picture("it not because", [0.5, 0.3, 0.2, 0, 1, 0, 0, 0, 0]);
interface Said {
  direction?: Direction;
  selection?: number[];
  lang?: string;
  of?: ViewData;
}
const say = (query: number, { direction = "to", selection = [], lang = "en", of = data }: Said = {}) =>
  runsText(readout(of, { query, key: query }, direction, selection, strings(lang).page.readout));

describe("the sentence", () => {
  it("names the three strongest with their weights", () => {
    expect(say(0)).toMatch(/^it attends most to itself 0\.50, then not 0\.30 and because 0\.20\./);
  });

  it("says that there is nothing else", () => {
    expect(say(1)).toBe("not attends most to itself 1.00 and nothing else.");
  });

  it("says that a row is masked altogether", () => {
    expect(say(2)).toBe("because may attend to nothing: every score of its row is masked, so every weight is 0.");
  });

  it("reads columns in the other direction", () => {
    expect(say(1, { direction: "by" })).toBe("not gets most from itself 1.00, then it 0.30.");
  });

  it("has a sign for a token that is a blank", () => {
    const tokens = [named("it"), named(" ")];
    const of = picture("x y", [0.2, 0.8, 0.5, 0.5], { tokens, keyTokens: tokens });
    expect(say(0, { of })).toMatch(/^it attends most to ␣ 0\.80, then itself/);
    expect(say(0, { of, lang: "zh" })).toMatch(/^it 最关注 ␣ 0\.80/);
  });

  it("adds a selection up", () => {
    expect(say(0, { selection: [0, 1] })).toBe("Together, it and not give not 1.30, then it 0.50 and because 0.20.");
  });

  it("warns that word vectors know nothing of what a pronoun stands for", () => {
    expect(say(0)).toContain("cannot know what “it” stands for");
  });

  it("knows a pronoun, seen from either side, but of several tokens none", () => {
    const asked = (query: number, direction: Direction, selection: number[] = []) =>
      isPronoun(data, { query, key: 0 }, direction, selection);
    expect([asked(0, "to"), asked(1, "to"), asked(1, "by"), asked(0, "to", [0, 1])]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it("says nothing of a pronoun, and offers nothing, where something else is the matter", () => {
    for (const over of ["queries", "all"] as const) {
      expect(isPronoun({ ...data, over }, { query: 0, key: 0 }, "to", [])).toBe(false);
      expect(say(0, { of: { ...data, over } })).not.toContain("stands for");
    }
  });

  it("says that a word is unknown", () => {
    const tokens = [named("blorp", false), named("b")];
    const of = picture("x y", [0.5, 0.5, 0.5, 0.5], { tokens, keyTokens: tokens });
    expect(say(0, { of })).toContain("blorp is not in the vocabulary");
  });

  it("calls the wrong axis a mistake", () => {
    expect(say(1, { of: { ...data, over: "queries" } })).toContain("classic mistake");
    expect(say(1, { of: { ...data, over: "all" } })).toContain("classic mistake");
  });

  it("ranks nothing that is equal", () => {
    const of = picture("it not because", [0.4, 0.4, 0.2, 0.25, 0.25, 0.5, 1, 0, 0]);
    expect(say(0, { of })).toMatch(/^it attends most to itself and not 0\.40 each, then because 0\.20\./);
    expect(say(1, { of })).toBe("not attends most to because 0.50, then it 0.25 and itself 0.25.");
    expect(say(0, { of, lang: "zh" })).toMatch(/^it 最关注自己和 not 各 0\.40，其次是 because 0\.20。/);
  });

  it("counts the equal ones where they are many", () => {
    const weights = [0.18, 0.18, 0.18, 0.18, 0.18, 0.1];
    const of = picture("a b c d e f", Array.from({ length: 6 }, () => weights).flat());
    expect(say(0, { of })).toBe("a attends most to itself, b and 3 others 0.18 each, then f 0.10.");
  });

  it("says of equal weights that they are", () => {
    const of = picture("a b", [0.5, 0.5, 0.5, 0.5]);
    expect(say(0, { of })).toBe("a attends equally to all 2 tokens, 0.50 each.");
    expect(say(0, { of, direction: "by" })).toBe("a gets equally from all 2 tokens, 0.50 each.");
    expect(say(0, { of, selection: [0, 1] })).toBe("Together, a and b give equally to all 2 tokens, 1.00 each.");
    expect(say(0, { of, lang: "zh" })).toBe("a 同等关注全部 2 个词元，各 0.50。");
    const masked = picture("a b c", [1, 0, 0, 0.5, 0.5, 0, 0.33, 0.33, 0.33]);
    expect(say(1, { of: masked })).toBe("b attends equally to 2 of 3 tokens, 0.50 each.");
  });

  it("speaks Chinese", () => {
    expect(say(0, { lang: "zh" })).toMatch(/^it 最关注自己 0\.50，其次是 not 0\.30、because 0\.20。/);
  });

  it("marks tokens and numbers for setting", () => {
    const runs = readout(data, { query: 0, key: 0 }, "to", [], strings("en").page.readout);
    expect(runs.filter((run) => run.mark === "token").map((run) => run.text)).toEqual(["it", "not", "because"]);
    expect(runs.find((run) => run.mark === "strong")?.text).toBe("0.50");
  });
});

describe("filling sentences in", () => {
  it("keeps what is not given and never fills twice", () => {
    expect(fill("{a} {b}", { a: "{b}" })).toBe("{b} {b}");
    expect(runsText(fillRuns("{a}-{b}", { a: "{b}" }))).toBe("{b}-{b}");
  });
  it("knows the singular", () => expect(plural({ one: "{n} token", other: "{n} tokens" }, 1)).toBe("1 token"));
});

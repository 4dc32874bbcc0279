import { describe, expect, test } from "vitest";
import { kindOf } from "../../../web/text/characters.ts";
import { clustersOf } from "../../../web/text/clusters.ts";
import { log2Fixed } from "../../../web/text/log2.ts";
import { fold } from "../../../web/text/normalize.ts";
import { parseTraditional, simplify } from "../../../web/text/traditional.ts";
import { Vocabulary } from "../../../web/text/vocabulary.ts";
import { en, traditional, zh } from "./bundled.ts";

describe("kindOf", () => {
  test.each([
    ["a", "latin"],
    ["É", "latin"],
    ["Ａ", "latin"],
    ["我", "han"],
    ["〇", "han"],
    ["𠀀", "han"],
    ["か", "unspaced"],
    ["ー", "unspaced"],
    ["ก", "unspaced"],
    ["ж", "letter"],
    ["ش", "letter"],
    ["한", "letter"],
    ["\u0301", "mark"],
    ["\ufe0f", "mark"],
    ["\u200d", "joiner"],
    ["7", "number"],
    ["½", "number"],
    ["。", "punctuation"],
    ["$", "symbol"],
    ["👍", "symbol"],
    ["\u3000", "blank"],
    ["\0", "blank"],
    ["\u200b", "blank"],
    ["\ud800", "unassigned"],
    ["\ue000", "unassigned"],
    ["\u{10ffff}", "unassigned"],
  ])("%s is %s", (character, kind) => expect(kindOf(character.codePointAt(0)!)).toBe(kind));

  test("agrees with the engine's own Unicode on every mark, number, punctuation and symbol that our table knows", () => {
    const properties = { mark: /^\p{M}$/u, number: /^\p{N}$/u, punctuation: /^\p{P}$/u, symbol: /^\p{S}$/u };
    for (let codePoint = 0; codePoint <= 0x10ffff; ++codePoint) {
      const kind = kindOf(codePoint);
      const isException = [0xe33, 0xeb3, 0xff9e, 0xff9f].includes(codePoint);
      if (kind in properties && !isException)
        expect(properties[kind as keyof typeof properties].test(String.fromCodePoint(codePoint))).toBe(true);
    }
  });
});

describe("clustersOf", () => {
  test("an empty text has none", () => expect(clustersOf("")).toEqual([]));

  test("a mark without a base is a cluster of its own, also after a blank", () => {
    expect(clustersOf("\u0301 \u0301").map((cluster) => cluster.text)).toEqual(["\u0301", " ", "\u0301"]);
  });

  test("three regional indicators are a flag and a half", () => {
    expect(clustersOf("🇨🇳🇫").map((cluster) => [cluster.start, cluster.end])).toEqual([
      [0, 4],
      [4, 6],
    ]);
  });
});

describe("fold", () => {
  test.each([
    ["", ""],
    ["Apple", "apple"],
    ["ＡＢＣ，１", "abc,1"],
    ["ﬁsh", "fish"],
    ["cafe\u0301", "café"],
    ["Don’t", "don't"],
    ["co\u00adop", "coop"],
    ["…", "..."],
    ["苹果", "苹果"],
    ["ΣΑΣ", "σας"],
    ["A\u{10ffff}", "A\u{10ffff}"],
    ["\ud800A", "\ud800A"],
  ])("%j becomes %j", (text, lookup) => expect(fold(text)).toBe(lookup));

  test("folding twice changes nothing more", () => {
    for (const text of ["İstanbul", "ẞ", "Å", "①", "ﷺ", "ｶﾞ", "❤️"]) expect(fold(fold(text))).toBe(fold(text));
  });
});

describe("log2Fixed", () => {
  test("is exact for powers of two", () => {
    for (const power of [0, 1, 10, 31, 52]) expect(log2Fixed(2 ** power)).toBe(power * 65536);
  });

  test("is within one unit of the real logarithm and whole", () => {
    for (let n = 1; n < 1e9; n = n * 3 + 1) {
      expect(Number.isInteger(log2Fixed(n))).toBe(true);
      expect(Math.abs(log2Fixed(n) / 65536 - Math.log2(n))).toBeLessThan(1.5 / 65536);
    }
  });
});

describe("the traditional table", () => {
  test("an empty one changes nothing", () => {
    expect(simplify("蘋果", parseTraditional(""))).toBe("蘋果");
  });

  test("maps characters one to one", () => {
    expect(simplify("我喜歡蘋果", traditional)).toBe("我喜欢苹果");
    for (const [from, to] of traditional) {
      expect(Array.from(from + to)).toHaveLength(2);
      expect(from).not.toBe(to);
    }
  });
});

describe("Vocabulary", () => {
  test("an empty one knows no word", () => {
    const empty = Vocabulary.fromWords([]);
    expect(empty).toMatchObject({ size: 0, longest: 0, language: null });
    expect([empty.row("a"), empty.word(0), empty.frequency(-1)]).toEqual([-1, "", 0]);
  });

  test("rows follow the order of the file", () => {
    expect(en.size).toBe(25009);
    expect(zh.size).toBe(23093);
    expect(en.word(en.row("apple"))).toBe("apple");
    expect(zh.word(zh.row("苹果"))).toBe("苹果");
    expect(zh.frequency(zh.row("我"))).toBe(328841);
  });

  test("of words that differ in case only the one in lower case is found, else the first", () => {
    const own = Vocabulary.fromWords(["The", "the", "Paris", "PARIS"]);
    expect(own.row("the")).toBe(1);
    expect(own.row("paris")).toBe(2);
    expect(own.word(2)).toBe("Paris");
  });

  test("frequencies of words in order fall", () => {
    const own = Vocabulary.fromWords(["a", "b", "c"]);
    expect(own.frequency(0)).toBeGreaterThan(own.frequency(1));
    expect(own.frequency(1)).toBeGreaterThan(own.frequency(2));
  });
});

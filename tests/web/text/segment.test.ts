import { describe, expect, test } from "vitest";
import { isIgnorable, kindOf } from "../../../web/text/characters.ts";
import { languagesOf, piecesOfTokens, rowOf, segment, type Segmenter } from "../../../web/text/segment.ts";
import { Vocabulary } from "../../../web/text/vocabulary.ts";
import { en, traditional, zh } from "./bundled.ts";

const pieces = (text: string, how: Segmenter = "vocabulary") => segment(text, how, [en, zh], traditional);
const words = (text: string, how?: Segmenter) => pieces(text, how).map((piece) => piece.text);
const known = (text: string) =>
  pieces(text)
    .filter((piece) => rowOf(piece, [en, zh]) !== null)
    .map((piece) => piece.text);

const familyOfThree = "👨\u200d👩\u200d👧";
const oddTexts = {
  empty: "",
  blank: " \t\r\n\u3000\u00a0",
  "one letter": "a",
  mixed: "我用iPhone15看NBA，花了3.5万元……真的——吗？",
  "lone surrogates": "a\ud800b \udc00\udc00 \ud83d",
  "control characters": "a\0b\u0007\u009fc\u200b\u2028d\ufeff",
  "right to left": "\u200fمرحبا بالعالم\u200e, שלום!",
  emoji: `${familyOfThree}🇨🇳🇫🇷👍🏽1️⃣❤️🏴\u{e0067}\u{e0062}\u{e007f}🇨`,
  "combining marks": "\u0301e\u0301 a\u0323\u0307 \u0301\u0301",
  "scripts without spaces": "สวัสดีครับこんにちは世界ｶﾞ",
  html: '<img src=x onerror="alert(1)">&amp;',
  "private use and unassigned": "\ue000 \u{e0fff} \u{10ffff} \u0378x",
  "full width": "ＡＢＣ１２３，ｄｏｎ＇ｔ",
  quotes: `"a" “b” ‘c’ 'd' «e» 「f」`,
};

describe("any text", () => {
  for (const how of ["vocabulary", "intl"] as const) {
    test.each(Object.entries(oddTexts))(
      `${how}: pieces of %s text follow each other and leave out only blanks`,
      (_, text) => {
        let at = 0;
        for (const piece of pieces(text, how)) {
          expect(isBlank(text.slice(at, piece.start))).toBe(true);
          expect(piece.end).toBeGreaterThan(piece.start);
          expect(text.slice(piece.start, piece.end)).toBe(piece.text);
          expect(isBlank(piece.text[0]!)).toBe(false);
          at = piece.end;
        }
        expect(isBlank(text.slice(at))).toBe(true);
      },
    );
  }

  test("an empty text and one of blanks have no pieces", () => {
    expect(words("")).toEqual([]);
    expect(words(oddTexts.blank)).toEqual([]);
  });

  test.each([
    ["a joiner alone", "\u200d", []],
    ["a joiner after a blank", "a \u200db", ["a", "b"]],
    ["soft hyphens, word joiners, variation selectors and tags alone", "\u00ad \u2060 \ufe0f \u{e0041} \u3164", []],
    ["a joiner after a letter", "a\u200d b", ["a\u200d", "b"]],
    ["format characters that can be seen", "\u0600 \u06dd", ["\u0600", "\u06dd"]],
    ["joined emoji", familyOfThree, [familyOfThree]],
  ])("%s", (_, text, expected) => {
    for (const how of ["vocabulary", "intl"] as const) expect(words(text, how)).toEqual(expected);
  });

  test("without vocabularies every piece is unknown, and nothing throws", () => {
    for (const text of Object.values(oddTexts))
      for (const piece of segment(text, "vocabulary", [])) expect(rowOf(piece, [])).toBeNull();
  });

  test("random code units never break the cover", () => {
    let seed = 1;
    const next = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    const alphabet = "a'’-.,1我吃\u0301\u200d\ud83d\udc4d\ud83c\udde8 \n\uffff\ud800𝒜ßİ";
    for (let round = 0; round < 200; ++round) {
      const text = Array.from({ length: 40 }, () => alphabet[next(alphabet.length)]).join("");
      const seen = (part: string) => Array.from(part).filter((character) => !isBlank(character)).length;
      expect(pieces(text).reduce((sum, piece) => sum + seen(piece.text), 0)).toBe(seen(text));
    }
  });

  test.each([
    ["Chinese", "我喜欢吃苹果"],
    ["English", "don't stop "],
    ["hyphens", "a-"],
    ["dots", "a."],
    ["apostrophes", "s'"],
    ["marks", "e\u0301\u0323"],
    ["punctuation", "…"],
    ["Thai", "บั"],
  ])("20,000 tokens of %s take less than two seconds", (_, unit) => {
    const start = performance.now();
    pieces(unit.repeat(20_000));
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

/** Nothing to see: blanks, and what only changes the character before it. */
const isBlank = (text: string) =>
  Array.from(text, (character) => character.codePointAt(0)!).every(
    (code) => kindOf(code) === "blank" || isIgnorable(code),
  );

describe("English", () => {
  test("contractions are split as the vocabulary has them", () => {
    expect(words("I don't think it's what you've said.")).toEqual(
      ["I", "do", "n't", "think", "it", "'s", "what", "you", "'ve", "said", "."], // prettier-ignore
    );
    expect(words("We can't, won't and cannot.")).toEqual(["We", "ca", "n't", ",", "wo", "n't", "and", "cannot", "."]);
    expect(words("shouldn't've")).toEqual(["should", "n't", "'ve"]);
  });

  test("a curly or full-width apostrophe counts as a straight one and is shown as typed", () => {
    expect(words("don’t")).toEqual(["do", "n’t"]);
    expect(known("It’s ｄｏｎ＇ｔ")).toEqual(["It", "’s", "ｄｏ", "ｎ＇ｔ"]);
  });

  test("clitics that were typed apart stay whole", () => {
    expect(words("it 's")).toEqual(["it", "'s"]);
    expect(words("do n't")).toEqual(["do", "n't"]);
  });

  test("a hyphenated word is one token when the vocabulary has it", () => {
    expect(words("a well-known state-of-the-art idea")).toEqual(
      ["a", "well-known", "state", "-", "of", "-", "the", "-", "art", "idea"], // prettier-ignore
    );
  });

  test("numbers are kept whole and unknown", () => {
    expect(words("$1,000.50 at 10:30, 3.14.")).toEqual(["$", "1,000.50", "at", "10:30", ",", "3.14", "."]);
    expect(known("42 apples")).toEqual(["apples"]);
  });

  test("abbreviations with dots are one token", () => {
    expect(words("The U.S. and the U.K, e.g. Mr. X.")).toEqual(
      ["The", "U.S.", "and", "the", "U.K", ",", "e.g.", "Mr", ".", "X", "."], // prettier-ignore
    );
  });

  test("punctuation is a token of its own and marked so", () => {
    const marks = pieces('Hi! ("yes")').filter((piece) => piece.punctuation);
    expect(marks.map((piece) => piece.text)).toEqual(["!", "(", '"', '"', ")"]);
  });

  test("unknown words and markup are kept as they are", () => {
    expect(words("xqzzy <b>")).toEqual(["xqzzy", "<", "b", ">"]);
    expect(known("xqzzy apple")).toEqual(["apple"]);
  });
});

describe("Chinese", () => {
  test("the article's sentence", () => {
    expect(words("我喜欢吃苹果")).toEqual(["我", "喜欢", "吃", "苹果"]);
    expect(known("我喜欢吃苹果")).toEqual(["我", "喜欢", "吃", "苹果"]);
  });

  test("traditional characters are looked up as simplified ones, and shown as typed", () => {
    const [, like, , apple] = pieces("我喜歡吃蘋果");
    expect(like).toMatchObject({ text: "喜歡", lookup: "喜欢", language: "zh" });
    expect(apple).toMatchObject({ text: "蘋果", lookup: "苹果" });
  });

  test("a character that is traditional only in some words is looked up as written where that is a word", () => {
    expect(pieces("著名").map((piece) => piece.lookup)).toEqual(["著名"]);
    expect(words("乾隆")).toEqual(["乾隆"]);
  });

  test("an unseen character is one token", () => {
    expect(words("我𪚥龘")).toEqual(["我", "𪚥", "龘"]);
    expect(known("𪚥")).toEqual([]);
  });

  test("numbers and Latin words inside Chinese are tokens of their own", () => {
    expect(words("我用iPhone15花了3.5万元")).toEqual(["我", "用", "iPhone15", "花", "了", "3.5", "万元"]);
  });

  test("full-width punctuation has the Chinese vector, and the English one after an English word", () => {
    const marks = pieces("好，ok，").filter((piece) => piece.punctuation);
    expect(marks).toMatchObject([
      { text: "，", lookup: ",", language: "zh" },
      { text: "，", lookup: ",", language: "en" },
    ]);
  });
});

describe("other scripts", () => {
  test("words of scripts with spaces are whole and unknown", () => {
    expect(words("Привет, мир! مرحبا بالعالم 안녕하세요")).toEqual(
      ["Привет", ",", "мир", "!", "مرحبا", "بالعالم", "안녕하세요"], // prettier-ignore
    );
    expect(pieces("мир")[0]).toMatchObject({ lookup: "мир", language: null });
  });

  test("a word ends where another script begins", () => {
    expect(words("helloмир")).toEqual(["hello", "мир"]);
  });

  test("scripts without spaces give one token a character, marks included", () => {
    expect(words("สวัส")).toEqual(["ส", "วั", "ส"]);
  });

  test("emoji sequences and flags are not cut", () => {
    expect(words(`${familyOfThree}🇨🇳🇫🇷👍🏽1️⃣`)).toEqual([familyOfThree, "🇨🇳", "🇫🇷", "👍🏽", "1️⃣"]);
  });

  test("combining marks stay with their letter and compose for the lookup", () => {
    expect(pieces("cafe\u0301")).toMatchObject([{ text: "cafe\u0301", lookup: "café" }]);
  });

  test("halves of surrogate pairs are unknown tokens of their own, control characters are blanks", () => {
    expect(words("a\ud800b")).toEqual(["a", "\ud800", "b"]);
    expect(words("a\u0007b")).toEqual(["a", "b"]);
  });
});

describe("own vectors", () => {
  const own = Vocabulary.fromWords(["Apple", "don't", "東京都", "東京", "に", "住む", "ok"]);

  test("serve every language", () => {
    const got = segment("東京都に住む, ok", "vocabulary", [own], traditional);
    expect(got.map((piece) => piece.text)).toEqual(["東京都", "に", "住む", ",", "ok"]);
    expect(got.map((piece) => rowOf(piece, [own])?.row ?? -1)).toEqual([2, 4, 5, -1, 6]);
  });

  test("decide whether a contraction is one word", () => {
    expect(segment("don't", "vocabulary", [own]).map((piece) => piece.text)).toEqual(["don't"]);
  });
});

describe("intl", () => {
  test("gives words of both languages and splits contractions as the vectors have them", () => {
    expect(words("我喜欢apples, don't you?", "intl")).toEqual(["我", "喜欢", "apples", ",", "do", "n't", "you", "?"]);
  });
});

describe("languagesOf", () => {
  test("names the languages whose letters occur", () => {
    expect(languagesOf("apple")).toEqual(["en"]);
    expect(languagesOf("苹果，")).toEqual(["zh"]);
    expect(languagesOf("苹果 apple")).toEqual(["en", "zh"]);
  });

  test("is English where no letter says otherwise", () => {
    expect(languagesOf("")).toEqual(["en"]);
    expect(languagesOf("мир 42 !")).toEqual(["en"]);
  });
});

describe("tokens set by hand", () => {
  test("are looked up one by one as they are", () => {
    const tokens = ["我", "喜歡", "", "New York", "don't", "，"];
    const got = piecesOfTokens(tokens, [en, zh], traditional);
    expect(got.map((piece) => piece.text)).toEqual(tokens);
    expect(got.map((piece) => piece.lookup)).toEqual(["我", "喜欢", "", "new york", "don't", ","]);
    expect(got.map((piece) => rowOf(piece, [en, zh]) !== null)).toEqual([true, true, false, false, false, true]);
  });

  test("have the ranges of the joined text", () => {
    expect(piecesOfTokens(["ab", "", "c"], []).map(({ start, end }) => [start, end])).toEqual([
      [0, 2],
      [2, 2],
      [2, 3],
    ]);
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { AttentionError, errorCodes } from "../../../web/engine/errors.ts";
import { interfaceLanguage, loadStrings, strings } from "../../../web/i18n/index.ts";
import { widgetStrings } from "../../../web/i18n/widget.ts";
import { LaterWords, onWords } from "../../../web/i18n/later.ts";
import { isAbort, sayError } from "../../../web/widget/say-error.ts";

beforeAll(() => loadStrings("zh"));

const shape = (value: unknown): unknown =>
  typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, shape(inside)]))
    : typeof value;

describe("the interface's words", () => {
  it("have the same entries in both languages", () => {
    expect(strings("zh")).not.toBe(strings("en"));
    expect(shape(strings("zh"))).toEqual(shape(strings("en")));
  });
  it("are Chinese for every kind of Chinese and English for the rest", () => {
    expect(["zh", "zh-CN", "zh-Hant-TW"].map(interfaceLanguage)).toEqual(["zh", "zh", "zh"]);
    expect(["en", "de", "", "zhx"].map(interfaceLanguage)).toEqual(["en", "en", "en", "en"]);
  });
  it("count heads of word vectors from one, layers and heads of a transformer from zero", () => {
    expect(widgetStrings("en").view.head(1, 1)).toBe("head 2");
    expect(widgetStrings("zh").view.head(1, 1)).toBe("第 2 头");
    expect(widgetStrings("en").view.head(1, 6)).toBe("head 1");
    expect(widgetStrings("zh").view.layer(4)).toBe("层 4");
  });
});

describe("the words for a broken model", () => {
  it("are Chinese for a number out of its range", () => {
    const details = { file: "config.json", name: "n_layer", expected: "a whole number from 1 to 1024", got: "0" };
    expect(strings("zh").errors.bad_model(details)).toBe("config.json，n_layer：应为 1 到 1024 的整数，而不是 0。");
    expect(strings("en").errors.bad_model(details)).toContain("a whole number from 1 to 1024");
  });
  it("tell a tokenizer that is damaged from one that is not there", () => {
    for (const { errors } of [strings("en"), strings("zh")])
      expect(errors.no_tokenizer({ problem: "damaged" })).not.toBe(errors.no_tokenizer({}));
  });
});

describe("words that come later", () => {
  it("are fetched when they are first asked for, and who listens hears of it", async () => {
    let asked = 0;
    const words = new LaterWords(() => Promise.resolve(`words ${++asked}`));
    let heard = 0;
    const stop = onWords(() => (heard += 1));
    expect(words.now).toBeNull();
    await words.load();
    expect([words.now, asked, heard]).toEqual(["words 1", 1, 1]);
    stop();
  });
  it("are tried again by the next who asks where they did not come", async () => {
    let isThere = false;
    const words = new LaterWords(() => (isThere ? Promise.resolve("words") : Promise.reject(new Error("offline"))));
    await words.load();
    expect(words.now).toBeNull();
    await words.load();
    isThere = true;
    await words.load();
    expect(words.now).toBe("words");
  });
});

describe("sayError", () => {
  it.each(errorCodes)("has a sentence for %s in both languages, with or without details", (code) => {
    for (const lang of ["en", "zh"]) {
      const said = sayError(new AttentionError(code, "technical"), widgetStrings(lang));
      expect(said).toMatch(/[.。]$/);
      expect(said).not.toMatch(/undefined|technical/);
    }
  });
  it("carries the numbers", () => {
    const error = new AttentionError("too_long", "", { limit: 4096, got: 20_000 });
    expect(sayError(error, widgetStrings("zh"))).toBe("文本有 20000 个词元；一次最多 4096 个。");
  });
  it.each(["empty", "gzip", "binary", "no_numbers", "columns", "not_a_number", "not_finite", "truncated"])(
    "says what is wrong with a vector file: %s",
    (reason) => {
      const error = new AttentionError("bad_vectors", "", { reason, line: 7, got: 3, expected: 4, text: "x" });
      const other = new AttentionError("bad_vectors", "", {});
      for (const words of [widgetStrings("en"), widgetStrings("zh")])
        expect(sayError(error, words)).not.toBe(sayError(other, words));
    },
  );
  it("knows an error that crossed a worker's border by its code alone", () => {
    expect(sayError({ code: "disposed", details: {} }, widgetStrings("en"))).toBe("The engine has been shut down.");
  });
  it("repeats what it does not know", () => expect(sayError(new Error("Oh."), widgetStrings("en"))).toBe("Oh."));
});

it("tells an abort from an error", () => {
  expect(isAbort(new DOMException("", "AbortError"))).toBe(true);
  expect(isAbort(new Error("AbortError"))).toBe(false);
});

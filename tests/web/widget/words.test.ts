import { readFileSync, readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { at } from "../../../scripts/lib/paths.mjs";
import { AttentionError, errorCodes } from "../../../web/engine/errors.ts";
import { interfaceLanguage, loadStrings, strings } from "../../../web/i18n/index.ts";
import { widgetStrings } from "../../../web/i18n/widget.ts";
import { inChinese } from "../../../web/i18n/reasons.zh.ts";
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

/** Literals with a blank in calls that make an error, numbers and names in the place of what is filled in. */
function reasonsInCode(): string[] {
  const folders = ["web/text/model", "web/engine/families"];
  const files = folders.flatMap((folder) => readdirSync(at(folder)).map((name) => `${folder}/${name}`));
  const lines = [...files, "web/text/safetensors-header.ts", "web/engine/model-tensors.ts"].flatMap((file) =>
    readFileSync(at(file), "utf8")
      .replace(/([([,=])\n\s+/g, "$1 ")
      .split("\n"),
  );
  const makesError = /\b(?:badModel|noTokenizer|problem|fail|badTensor|badConfig|new Error)\((?!\w+: )|#read\(/;
  const literal = /`((?:\$\{[^}]*\}|[^`])*)`|"((?:\\.|[^"\\])*)"|'([^']*)'/g;
  return lines
    .filter((line) => makesError.test(line))
    .flatMap((line) => [...line.slice(line.search(makesError)).matchAll(literal)])
    .map(([, template, double, single]) => template ?? double ?? single ?? "")
    .flatMap((text) => {
      const choice = /\$\{[^}]*\? "([^"]*)" : "([^"]*)"\}/.exec(text);
      return choice ? [choice[1], choice[2]].map((each) => text.replace(choice[0], each ?? "")) : [text];
    })
    .map((text) => text.replace(/\$\{[^}]*\}/g, "7"))
    .filter((text) => text.includes(" "));
}

describe("the words for a broken model", () => {
  it("are Chinese for a number out of its range", () => {
    const details = { file: "config.json", name: "n_layer", expected: "a whole number from 1 to 1024", got: "0" };
    expect(strings("zh").errors.bad_model(details)).toBe("config.json，n_layer：应为 1 到 1024 的整数，而不是 0。");
    expect(strings("en").errors.bad_model(details)).toContain("a whole number from 1 to 1024");
  });
  it.each([
    [{ file: "a.safetensors", problem: "its header is not JSON" }, "a.safetensors：头部不是 JSON。"],
    [
      { file: "a.safetensors", problem: 'tensor "w" overlaps the one before it' },
      "a.safetensors：张量“w”与前一个重叠。",
    ],
    [{ name: "wte.weight", expected: "there", got: "missing" }, "wte.weight：缺少。"],
    [
      { file: "m", name: "w", expected: "[4, 2], by what config.json says", got: "[4, 3]" },
      "m，w：应为 [4, 2]（依 config.json），而不是 [4, 3]。",
    ],
    [
      { file: "m", name: "w", expected: "left out: layers of bert have no such tensor", got: "there" },
      "m，w：不应有：bert 的层没有这个张量。",
    ],
    [
      { file: "config.json", name: "layers of the encoder", expected: 3, got: 2 },
      "config.json，编码器的层数：应为 3，而不是 2。",
    ],
    [
      { file: "config.json", name: "hidden_act", expected: "one of gelu, relu", got: '"mish"' },
      /：应为 gelu, relu 之一，而不是 "mish"。$/,
    ],
    [{ file: "m", problem: "it fell into the sea" }, "m：（英文说明：it fell into the sea）。"],
  ])("are Chinese for %j", (details, said) => {
    expect(strings("zh").errors.bad_model(details)).toMatch(said);
  });
  it("are no contradiction for what should not be there", () => {
    const details = { file: "m", name: "w", expected: "left out, by what config.json says", got: "there" };
    expect(strings("en").errors.bad_model(details)).toBe("m, w: should be left out, by what config.json says.");
    expect(strings("zh").errors.bad_model(details)).toBe("m，w：不应有（依 config.json）。");
  });
  it("are Chinese for every reason that the readers of a model's files give", () => {
    // A name, a file before what is wrong with it, and what the sentence itself has words for.
    const isOther = /^(the whole|7: 7|left out.*)$/;
    const unknown = reasonsInCode().filter((reason) => !isOther.test(reason) && inChinese(reason) === null);
    expect(unknown).toEqual([]);
    expect(reasonsInCode().length).toBeGreaterThan(60);
  });
  it("tell a tokenizer that is damaged from one that is not there", () => {
    for (const { errors } of [strings("en"), strings("zh")])
      expect(errors.no_tokenizer({ problem: "damaged" })).not.toBe(errors.no_tokenizer({}));
  });
});

describe("the words for too little memory", () => {
  it("have its numbers where they are known", () => {
    for (const { errors } of [strings("en"), strings("zh")]) {
      expect(errors.out_of_memory({ nTokens: 4096, needed: 6.4e9 })).toMatch(/4096.*6400 MB/);
      expect(errors.out_of_memory({})).not.toMatch(/undefined|NaN|\?/);
    }
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

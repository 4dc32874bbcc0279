import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AttentionError } from "../../../../web/engine/errors.ts";
import { loadTokenizer } from "../../../../web/text/model/load-tokenizer.ts";
import type { EncodedToken, ModelTokenizer } from "../../../../web/text/model/types.ts";
import { describeWithData, testData } from "../../../data.ts";
import { folderOf } from "./made.ts";
import { openBertChinese, tokenizerSources, type TokenizerName } from "./made-tokenizers.ts";

const loaded = new Map<string, Promise<ModelTokenizer>>();
function tokenizerOf(name: TokenizerName): Promise<ModelTokenizer> {
  const loading = loaded.get(name) ?? loadTokenizer(tokenizerSources[name].open());
  loaded.set(name, loading);
  return loading;
}
const typed = (tokens: EncodedToken[]) =>
  tokens.flatMap(({ start, end }) => (start === null || end === null ? [] : [{ start, end }]));

describeWithData("74 texts of another project", ["tokenizers/tokenization-cases.json"], () => {
  const { cases } = JSON.parse(readFileSync(testData("tokenizers/tokenization-cases.json"), "utf8")) as {
    cases: Record<string, Record<string, { text: string; ids: number[] }>>;
  };
  const opened: Record<string, () => Promise<ModelTokenizer>> = {
    gpt2: () => tokenizerOf("gpt2"),
    "bert-base-uncased": () => tokenizerOf("bert-base-uncased"),
    "bert-base-chinese vocab, lowercase=false (expected ids from bge-small-zh-v1.5)": () =>
      loadTokenizer(openBertChinese()),
  };
  it.each(Object.keys(cases))("%s", async (name) => {
    const tokenizer = await opened[name]!();
    for (const { text, ids } of Object.values(cases[name]!))
      expect([text, tokenizer.encode(text).ids]).toEqual([text, ids]);
  });
});

const oddText = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        " ",
        "\r\n",
        "\t",
        "ﬁ",
        "e\u0301",
        "👩‍👩‍👧",
        "我喜欢",
        "ｶﾞ",
        "<s>",
        "[MASK]",
        "▁",
        "##a",
        "Ġ",
        "<0xE6>",
        "\ud800",
        "ΟΔΟΣ",
        "don't",
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));

/** Letters and digits, but for those that compose with the one before them, whose place is that of the first, as in the Python library. */
const letters = (text: string) =>
  Array.from(text.matchAll(/(?![\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f])[\p{L}\p{N}]/gu), (match) => match.index);

/** The range of each word. */
function wordsOf(tokens: EncodedToken[]): { start: number; end: number }[] {
  const words: { start: number; end: number }[] = [];
  for (const { word, start, end } of tokens) {
    if (word === null || start === null || end === null) continue;
    words[word] = { start: words[word]?.start ?? start, end: Math.max(words[word]?.end ?? 0, end) };
  }
  return words;
}

describe.each(Object.keys(tokenizerSources) as TokenizerName[])("places in any text: %s", (name) => {
  describeWithData("of pieces", tokenizerSources[name].files, () => {
    it("are in order, inside of the text, and leave out no letter", async () => {
      const tokenizer = await tokenizerOf(name);
      fc.assert(
        fc.property(oddText, (text) => {
          const ranges = typed(tokenizer.encode(text).tokens);
          let last = 0;
          for (const { start, end } of ranges) {
            expect(start).toBeLessThan(end);
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeLessThanOrEqual(text.length);
            last = start;
          }
          for (const index of letters(text))
            if (!ranges.some(({ start, end }) => start <= index && index < end))
              throw new Error(`${index} of ${JSON.stringify(text)}`);
        }),
        { numRuns: 200, seed: 5 },
      );
    });
    it("make the same words in every model", async () => {
      const text = "It didn't rain; 我喜欢 rock'n'roll 👩‍👩‍👧 ok";
      const { tokens } = (await tokenizerOf(name)).encode(text);
      const words = wordsOf(tokens).map(({ start, end }) => text.slice(start, end));
      expect(words.map((word) => word.trim())).toEqual(
        expect.arrayContaining(["It", "didn't", "rain", ";", "rock'n'roll", "👩‍👩‍👧", "ok"]),
      );
    });
  });
});

describe("a pair", () => {
  it("has types, segments, and words counted on", async () => {
    const { tokens, types } = (await tokenizerOf("e5-small")).encode("I eat", { pair: "苹果 it" });
    expect(tokens.map(({ segment }) => segment)).toEqual([null, "a", "a", null, null, "b", "b", "b", null]);
    expect(tokens.map(({ word }) => word)).toEqual([null, 0, 1, null, null, null, 2, 3, null]);
    expect(types).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
  it("is cut at the longer text, with every special token left", async () => {
    const tokenizer = await tokenizerOf("e5-small");
    const { tokens, nCut } = tokenizer.encode("one two", { pair: "three four five six", maxTokens: 7 });
    expect(tokens.map(({ text }) => text)).toEqual(["<s>", "one", "</s>", "</s>", "three", "four", "</s>"]);
    expect(nCut).toBe(3);
    expect(tokenizer.encode("one two", { maxTokens: 4 }).nCut).toBe(0);
  });
  it("can do without special tokens", async () => {
    const { tokens } = (await tokenizerOf("e5-small")).encode("one", { pair: "two", addSpecial: false });
    expect(tokens.map(({ text }) => text)).toEqual(["one", "two"]);
  });
});

describeWithData(
  "text that comes in bytes",
  ["tokenizers/gpt2-merges.txt", "models/stories260K/tokenizer.json"],
  () => {
    it.each(["gpt2", "stories260K"] as const)("appears in whole characters: %s", async (name) => {
      const tokenizer = await tokenizerOf(name);
      fc.assert(
        fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }), (text) => {
          const { ids } = tokenizer.encode(text, { addSpecial: false });
          const stream = tokenizer.decodeStream();
          const parts = ids.map((id) => stream.push(id));
          for (const part of parts) expect(part).not.toContain("\ufffd");
          expect(parts.join("") + stream.end()).toBe(tokenizer.decode(ids));
          expect(tokenizer.decode(ids)).toBe(text);
        }),
        { numRuns: 150, seed: 5 },
      );
    });
    it("gives ids places in the text that they make", async () => {
      const tokenizer = await tokenizerOf("gpt2");
      const { text, tokens } = tokenizer.fromIds(tokenizer.encode("I 吃 👍").ids);
      expect(text).toBe("I 吃 👍");
      expect(tokens.map(({ text: shown }) => shown).join("|")).toMatch(/^I\|吃(\|吃)*\|👍(\|👍)*$/);
    });
    it("is shown by its bytes where a piece is no character", async () => {
      const tokenizer = await tokenizerOf("gpt2");
      const texts = tokenizer.encode(" 吃").ids.map((id) => tokenizer.text(id));
      expect(texts.join("")).toMatch(/<0x[0-9A-F]{2}>$/);
      expect(tokenizer.text(tokenizer.id("Ġeat")!)).toBe(" eat");
    });
  },
);

describe("loadTokenizer", () => {
  const refusal = async (files: Record<string, string>) => {
    const error: unknown = await loadTokenizer(folderOf(files)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AttentionError);
    return `${(error as AttentionError).code}: ${(error as AttentionError).message}`;
  };
  const part = (more: object) =>
    JSON.stringify({ model: { type: "WordPiece", unk_token: "u", vocab: { u: 0 } }, ...more });
  const model = (more: object) => part({ model: { type: "WordPiece", unk_token: "u", vocab: { u: 0 }, ...more } });
  it.each([
    ["none", {}, /^no_tokenizer: .*no tokenizer\.json, no vocab\.txt/],
    ["a vocabulary without merges", { "vocab.json": "{}", "source.spm": "" }, /^no_tokenizer/],
    ["cut JSON", { "tokenizer.json": "{" }, /^bad_model: tokenizer\.json cannot be used: it is not JSON/],
    ["a list", { "tokenizer.json": "[]" }, /^bad_model: .*no model/],
    ["no model", { "tokenizer.json": "{}" }, /^bad_model: .*no model/],
    ["an unknown model", { "tokenizer.json": '{"model":{"type":"Nope"}}' }, /^no_tokenizer: .*Nope/],
    ["an unknown normalizer", { "tokenizer.json": part({ normalizer: { type: "Nope" } }) }, /^no_tokenizer: .*Nope/],
    [
      "an unknown pre-tokenizer",
      { "tokenizer.json": part({ pre_tokenizer: { type: "Nope" } }) },
      /^no_tokenizer: .*Nope/,
    ],
    [
      "an unknown post-processor",
      { "tokenizer.json": part({ post_processor: { type: "Nope" } }) },
      /^no_tokenizer: .*Nope/,
    ],
    ["no vocabulary", { "tokenizer.json": model({ vocab: null }) }, /^no_tokenizer: .*no vocab/],
    ["half an id", { "tokenizer.json": model({ vocab: { u: 0.5 } }) }, /^no_tokenizer: .*no id for "u"/],
    ["no unknown piece", { "tokenizer.json": model({ unk_token: null }) }, /^no_tokenizer: .*no unk_token/],
    ["merges of one", { "tokenizer.json": model({ type: "BPE", merges: [["u"]] }) }, /^no_tokenizer: .*entry 0.*two/],
    [
      "an unknown piece that is none",
      { "tokenizer.json": model({ type: "Unigram", vocab: [["u", 0]], unk_id: 1 }) },
      /^no_tokenizer: .*unk_id/,
    ],
    [
      "a piece without a score",
      { "tokenizer.json": model({ type: "Unigram", vocab: [["u"]] }) },
      /^no_tokenizer: .*score/,
    ],
    [
      "a step without its pattern",
      { "tokenizer.json": part({ normalizer: { type: "Replace", content: "" } }) },
      /^no_tokenizer: .*Replace has no pattern/,
    ],
    [
      "a template of something else",
      { "tokenizer.json": part({ post_processor: { type: "TemplateProcessing", single: [{}], pair: [] } }) },
      /^no_tokenizer: .*single and pair/,
    ],
    [
      "an added token without an id",
      { "tokenizer.json": part({ added_tokens: [{ content: "x" }] }) },
      /^no_tokenizer: .*added_tokens/,
    ],
    [
      "an id out of bounds",
      { "tokenizer.json": part({ added_tokens: [{ id: 2 ** 40, content: "x" }] }) },
      /^no_tokenizer/,
    ],
    [
      "a damaged map",
      { "tokenizer.json": part({ normalizer: { type: "Precompiled", precompiled_charsmap: "AAAA" } }) },
      /^no_tokenizer: .*charsmap/,
    ],
    ["a vocabulary without its marks", { "vocab.txt": "a\nb" }, /^bad_model: vocab\.txt .*\[CLS\]/],
    ["merges of three", { "vocab.json": "{}", "merges.txt": "a b c" }, /^bad_model: merges\.txt/],
    ["ids that are no numbers", { "vocab.json": '{"a":"b"}', "merges.txt": "" }, /^bad_model: vocab\.json/],
  ])("says what is wrong with %s", async (_, files, message) =>
    expect(await refusal(files as Record<string, string>)).toMatch(message),
  );
  it("builds RoBERTa's from its two files", async () => {
    const vocab = { "<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3, a: 4, b: 5, ab: 6, "<mask>": 7 };
    const files = { "vocab.json": JSON.stringify(vocab), "merges.txt": "#version: 0.2\na b\n" };
    const tokenizer = await loadTokenizer(folderOf(files), { modelType: "roberta" });
    expect(tokenizer.encode("ab", { pair: "b <mask>" }).ids).toEqual([0, 6, 2, 2, 5, 7, 2]);
    expect(tokenizer.special).toMatchObject({ bos: 0, eos: 2, mask: 7 });
  });
  it("takes a ▁ for a blank only where blanks are written so", async () => {
    const vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a"].join("\n");
    const { tokens } = (await loadTokenizer(folderOf({ "vocab.txt": vocab }))).encode("a ▁ a");
    expect(typed(tokens)).toEqual([
      { start: 0, end: 1 },
      { start: 2, end: 3 },
      { start: 4, end: 5 },
    ]);
  });
  it("keeps capitals where the model knows them", async () => {
    const vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "A", "a"].join("\r\n");
    const files = { "vocab.txt": vocab, "tokenizer_config.json": '{"do_lower_case":false}' };
    expect((await loadTokenizer(folderOf(files))).encode("A a").ids).toEqual([2, 5, 6, 3]);
    expect((await loadTokenizer(folderOf({ "vocab.txt": vocab }))).encode("A a").ids).toEqual([2, 6, 6, 3]);
  });
});

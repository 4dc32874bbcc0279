/** What stands beside a vocabulary: settings, added tokens, names of special tokens; the pieces are the Python library's. */
import { expect, it } from "vitest";
import { loadTokenizer } from "../../../../web/text/model/load-tokenizer.ts";
import { makeNormalizer } from "../../../../web/text/model/normalizers.ts";
import { textOf, trackText } from "../../../../web/text/model/tracked.ts";
import type { HubLibrary } from "../../../../web/text/model/hub-tokenizers.ts";
import { byteCharacters } from "../../../../web/text/model/byte-level.ts";
import { folderOf } from "./made.ts";
import { wordPieceOf } from "./small-tokenizers.ts";

const words = ["hello", "Hello", "new", "token", "cafe", "café", "x", "_", "!", "中", "文", "中文"];
const marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const vocabTxt = (specials = marks) => [...specials, ...words].join("\n");
const nVocab = marks.length + words.length;

const written = (files: Record<string, unknown>) =>
  folderOf(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [
        name,
        typeof content === "string" ? content : JSON.stringify(content),
      ]),
    ),
  );

async function piecesOf(files: Record<string, unknown>, text: string, modelType?: string): Promise<string> {
  const tokenizer = await loadTokenizer(written(files), { modelType });
  return tokenizer
    .encode(text)
    .tokens.map(({ piece }) => piece)
    .join(" ");
}

const wordPiece = (lowercase: boolean) => ({
  ...wordPieceOf([...marks, ...words], lowercase),
  added_tokens: marks.map((content, id) => ({ id, content, special: true })),
  post_processor: null,
});

it.each([
  [true, {}, "hello cafe 中 文"],
  [true, { do_lower_case: false }, "Hello café 中 文"],
  [false, { do_lower_case: true }, "hello cafe 中 文"],
  [true, { strip_accents: false }, "hello café 中 文"],
  [true, { tokenize_chinese_chars: false }, "hello cafe 中文"],
  [true, { do_lower_case: false, tokenizer_class: "PreTrainedTokenizerFast" }, "hello cafe 中 文"],
])("tokenizer.json that lowers: %s, beside %j", async (lowercase, config, pieces) => {
  const files = { "tokenizer.json": wordPiece(lowercase), "tokenizer_config.json": config };
  expect(await piecesOf(files, "Hello café 中文")).toBe(pieces);
});

const addedToVocab = { New_Token: nVocab, "<s1>": nVocab + 1 };
const decoder = {
  [nVocab]: { content: "New_Token", special: false, normalized: true },
  [nVocab + 1]: { content: "<s1>", special: true, normalized: false },
};

it.each([
  ["added_tokens.json", { "vocab.txt": vocabTxt(), "added_tokens.json": addedToVocab }],
  ["added_tokens_decoder", { "vocab.txt": vocabTxt(), "tokenizer_config.json": { added_tokens_decoder: decoder } }],
  [
    "added_tokens_decoder, beside tokenizer.json",
    { "tokenizer.json": wordPiece(true), "tokenizer_config.json": { added_tokens_decoder: decoder } },
  ],
])("tokens of %s are found in the text", async (_, files) => {
  const pieces = await piecesOf(files, "x new_token<s1>hello");
  expect(pieces.replace(/^\[CLS\] | \[SEP\]$/g, "")).toBe("x New_Token <s1> hello");
});

it("an added token is special where special_tokens_map.json says so", async () => {
  const map = { additional_special_tokens: ["<s1>"], cls_token: "[CLS]" };
  const files = { "vocab.txt": vocabTxt(), "added_tokens.json": addedToVocab, "special_tokens_map.json": map };
  const tokenizer = await loadTokenizer(written(files));
  expect([nVocab, nVocab + 1].map((id) => tokenizer.isSpecial(id))).toEqual([false, true]);
});

it("added tokens of no meaning are passed over, not crashed on", async () => {
  const added_tokens_decoder = { x: { content: "a" }, 5: "b", "-1": { content: "c" }, 7: {} };
  const files = { "vocab.txt": vocabTxt(), "tokenizer_config.json": { added_tokens_decoder } };
  expect(await piecesOf(files, "x")).toBe("[CLS] x [SEP]");
});

it("vocab.txt may call its special tokens otherwise", async () => {
  const names = ["<pad>", "<unk>", "<s>", "</s>", "<mask>"];
  const roles = ["pad", "unk", "cls", "sep", "mask"].map((role, i) => [`${role}_token`, names[i]]);
  const files = { "vocab.txt": vocabTxt(names), "special_tokens_map.json": Object.fromEntries(roles) as object };
  expect(await piecesOf(files, "hello you <mask>")).toBe("<s> hello <unk> <mask> </s>");
});

const bytes = Object.fromEntries([...byteCharacters, "Ġx", "12", "<|endoftext|>"].map((piece, id) => [piece, id]));
const merges = "#version: 0.2\nĠ x\n1 2\n";
const bytePairs = (config: object) => ({ "vocab.json": bytes, "merges.txt": merges, "tokenizer_config.json": config });

it("qwen's vocab.json and merges.txt cut digits apart and normalize; GPT-2's do not", async () => {
  expect(await piecesOf(bytePairs({}), "x 12", "gpt2")).toBe("x Ġ 12");
  expect(await piecesOf(bytePairs({}), "x 12", "qwen2")).toBe("x Ġ 1 2");
  const composed = await piecesOf(bytePairs({}), "é", "qwen3");
  expect(await piecesOf(bytePairs({}), "e\u0301", "qwen3")).toBe(composed);
});

it("GPT-2 begins with the token that tokenizer_config.json asks for", async () => {
  expect(await piecesOf(bytePairs({ add_bos_token: true }), "x", "gpt2")).toBe("<|endoftext|> x");
});

it.each([
  [{ add_prefix_space: true }, "Ġx"],
  [{ add_prefix_space: true, tokenizer_class: "PreTrainedTokenizerFast" }, "x"],
])("byte pairs of tokenizer.json beside %j", async (config, pieces) => {
  const json = {
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true },
    post_processor: null,
    decoder: { type: "ByteLevel" },
    model: { type: "BPE", vocab: bytes, merges: ["Ġ x"] },
  };
  expect(await piecesOf({ "tokenizer.json": json, "tokenizer_config.json": config }, "x")).toBe(pieces);
});

it("SentencePiece's normalizer takes control characters away and makes blanks of invisible ones", () => {
  const normalize = makeNormalizer({ type: "Nmt" }, {} as HubLibrary);
  expect(textOf(normalize(trackText("a\u0001b\tc\u200dd\u2581e\u007f.\u00a0\u3000")))).toBe("ab c d e.\u00a0\u3000");
});

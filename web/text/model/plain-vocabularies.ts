/** tokenizer.json out of the older files: BERT's vocab.txt, or the vocab.json and merges.txt of byte-level BPE. */
import { isId, isRecord } from "./check-tokenizer.ts";
import type { Config } from "./hub-tokenizers.ts";
import { badModel } from "./problems.ts";
import { contentOf } from "./special-ids.ts";

const addedToken = (content: string, id: number, lstrip = false) => ({
  id,
  content,
  single_word: false,
  lstrip,
  rstrip: false,
  normalized: false,
  special: true,
});

const lines = (text: string) => text.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));

const usualBert = { pad: "[PAD]", unk: "[UNK]", cls: "[CLS]", sep: "[SEP]", mask: "[MASK]" };

/** @param text one piece a line, in the order of their ids @param config tokenizer_config.json @throws AttentionError `bad_model` */
export function fromVocabTxt(text: string, config: Config): Config {
  const all = lines(text);
  if (all.at(-1) === "") all.pop();
  const ids = new Map(all.map((piece, id) => [piece, id]));
  const need = (piece: string) => {
    const id = ids.get(piece);
    if (id === undefined) throw badModel("vocab.txt", `it has no ${piece}`, { name: piece });
    return id;
  };
  const nameOf = (role: keyof typeof usualBert) => contentOf(config[`${role}_token`]) ?? usualBert[role];
  const [cls, sep, unk] = [nameOf("cls"), nameOf("sep"), nameOf("unk")];
  const [clsId, sepId] = [need(cls), need(sep)];
  const specials = [nameOf("pad"), unk, cls, sep, nameOf("mask")].filter((piece) => ids.has(piece));
  need(unk);
  return {
    added_tokens: specials.map((piece) => addedToken(piece, ids.get(piece)!)),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: config.tokenize_chinese_chars !== false,
      strip_accents: typeof config.strip_accents === "boolean" ? config.strip_accents : null,
      lowercase: config.do_lower_case !== false,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: { type: "BertProcessing", cls: [cls, clsId], sep: [sep, sepId] },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: unk,
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(ids),
    },
  };
}

function parseVocab(json: unknown): Map<string, number> {
  if (!isRecord(json)) throw badModel("vocab.json", "it is no table from pieces to ids");
  const entries = Object.entries(json);
  const wrong = entries.find(([, id]) => !isId(id));
  if (wrong) throw badModel("vocab.json", `"${wrong[0]}" has no id`, { name: wrong[0] });
  return new Map(entries as [string, number][]);
}

function parseMerges(text: string): string[] {
  const merges = lines(text).filter((line, index) => line !== "" && !(index === 0 && line.startsWith("#version")));
  const wrong = merges.find((merge) => merge.split(" ").length !== 2);
  if (wrong !== undefined) throw badModel("merges.txt", `"${wrong}" is not two pieces`);
  return merges;
}

const robertaSpecials = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"];

/** `roberta`: <s> and </s> around the text, as BART wants it too. `qwen`: other words. */
export type BytePairKind = "gpt2" | "roberta" | "qwen";

const qwenWords =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

function wordsOf(kind: BytePairKind, add_prefix_space: boolean): Config {
  if (kind !== "qwen") return { type: "ByteLevel", add_prefix_space, trim_offsets: true };
  const split = { type: "Split", pattern: { Regex: qwenWords }, behavior: "Isolated", invert: false };
  const bytes = { type: "ByteLevel", add_prefix_space, trim_offsets: true, use_regex: false };
  return { type: "Sequence", pretokenizers: [split, bytes] };
}

const around = (vocab: ReadonlyMap<string, number>) => ({
  type: "RobertaProcessing",
  sep: ["</s>", vocab.get("</s>")],
  cls: ["<s>", vocab.get("<s>")],
});

const before = (piece: string, id: number) => ({
  type: "TemplateProcessing",
  single: [{ SpecialToken: { id: piece, type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
  pair: ["A", "B"].flatMap((id) => [{ SpecialToken: { id: piece, type_id: 0 } }, { Sequence: { id, type_id: 0 } }]),
  special_tokens: { [piece]: { id: piece, ids: [id], tokens: [piece] } },
});

/** @throws AttentionError `bad_model` */
export function fromVocabAndMerges(vocabJson: unknown, mergesText: string, config: Config, kind: BytePairKind): Config {
  const isRoberta = kind === "roberta";
  const vocab = parseVocab(vocabJson);
  const merges = parseMerges(mergesText);
  const prefix = config.add_prefix_space === true;
  const names = isRoberta ? robertaSpecials : ["<|endoftext|>"];
  const specials = names.filter((piece) => vocab.has(piece));
  const missing = isRoberta ? ["<s>", "</s>"].find((piece) => !vocab.has(piece)) : undefined;
  if (missing) throw badModel("vocab.json", `it has no ${missing}`, { name: missing });
  const begin = contentOf(config.bos_token) ?? "<|endoftext|>";
  const addsBegin = config.add_bos_token === true && vocab.has(begin);
  return {
    added_tokens: specials.map((piece) => addedToken(piece, vocab.get(piece)!, piece === "<mask>")),
    normalizer: kind === "qwen" ? { type: "NFC" } : null,
    pre_tokenizer: wordsOf(kind, prefix),
    post_processor: isRoberta ? around(vocab) : addsBegin ? before(begin, vocab.get(begin)!) : { type: "ByteLevel" },
    decoder: { type: "ByteLevel" },
    model: { type: "BPE", unk_token: isRoberta ? "<unk>" : null, vocab: Object.fromEntries(vocab), merges },
  };
}

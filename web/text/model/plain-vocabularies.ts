/** tokenizer.json out of the older files: BERT's vocab.txt, or the vocab.json and merges.txt of byte-level BPE. */
import { isId, isRecord } from "./check-tokenizer.ts";
import type { Config } from "./hub-tokenizers.ts";
import { badModel } from "./problems.ts";

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
  const [cls, sep] = [need("[CLS]"), need("[SEP]")];
  const specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].filter((piece) => ids.has(piece));
  need("[UNK]");
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
    post_processor: { type: "BertProcessing", cls: ["[CLS]", cls], sep: ["[SEP]", sep] },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
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

/** @param isRoberta with <s> and </s> around the text, as RoBERTa and BART want it @throws AttentionError `bad_model` */
export function fromVocabAndMerges(vocabJson: unknown, mergesText: string, config: Config, isRoberta: boolean): Config {
  const vocab = parseVocab(vocabJson);
  const merges = parseMerges(mergesText);
  const prefix = config.add_prefix_space === true;
  const names = isRoberta ? robertaSpecials : ["<|endoftext|>"];
  const specials = names.filter((piece) => vocab.has(piece));
  const missing = isRoberta ? ["<s>", "</s>"].find((piece) => !vocab.has(piece)) : undefined;
  if (missing) throw badModel("vocab.json", `it has no ${missing}`, { name: missing });
  return {
    added_tokens: specials.map((piece) => addedToken(piece, vocab.get(piece)!, piece === "<mask>")),
    normalizer: null,
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: prefix, trim_offsets: true },
    post_processor: isRoberta
      ? { type: "RobertaProcessing", sep: ["</s>", vocab.get("</s>")], cls: ["<s>", vocab.get("<s>")] }
      : { type: "ByteLevel" },
    decoder: { type: "ByteLevel" },
    model: { type: "BPE", unk_token: isRoberta ? "<unk>" : null, vocab: Object.fromEntries(vocab), merges },
  };
}

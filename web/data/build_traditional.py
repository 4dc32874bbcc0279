#!/usr/bin/python3
"""Build traditional.tsv: for each traditional Chinese character the simplified one to look it up by.

CC-CEDICT writes an entry as "traditional|simplified", or once where both are alike. Every entry of equal length votes for
the pairs of characters it holds; a character goes into the table when most of its votes are for one other character.
A character that is traditional in some words and simplified in others (著: 看著, 著名) follows the majority, which is why
the segmenter tries a word as it is written before it tries the simplified form.

Needs: apt install dict-cc-cedict
Run:   python3 build_traditional.py > traditional.tsv
"""
import gzip
import sys
from collections import Counter, defaultdict

CEDICT = "/usr/share/dictd/cc-cedict.dict.dz"


def headwords(path):
    """Yields (traditional, simplified): the line before each line of pinyin in brackets."""
    previous = ""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in map(str.strip, lines):
            if line.startswith("[") and line.endswith("]"):
                traditional, _, simplified = previous.partition("|")
                yield traditional, simplified or traditional
            previous = line


def is_han(character):
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def main(path=CEDICT):
    votes = defaultdict(Counter)
    for traditional, simplified in headwords(path):
        if len(traditional) == len(simplified):
            for t, s in zip(traditional, simplified):
                if is_han(t) and is_han(s):
                    votes[t][s] += 1
    for t in sorted(votes):
        s, count = votes[t].most_common(1)[0]
        if s != t and 2 * count > votes[t].total():
            print(f"{t}\t{s}")


if __name__ == "__main__":
    main(*sys.argv[1:])

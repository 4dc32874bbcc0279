#!/usr/bin/python3
"""Build character-table.ts: the class of every code point, so that segmentation does not depend on an engine's Unicode version.

A class is one upper-case letter: A Latin letter, H Han character, T letter of another script written without spaces, L any other
letter, M mark (extends the character before it), X joiner or modifier (the same), N number, P punctuation, S symbol, B blank,
U unassigned, private or half of a surrogate pair.

Run:   /usr/bin/python3 build_character_table.py > character-table.ts
"""
import re
import sys
import unicodedata
from itertools import groupby
from textwrap import wrap

LATIN = re.compile(r"(FULLWIDTH |MODIFIER LETTER |SUPERSCRIPT |SUBSCRIPT )?LATIN |MATHEMATICAL (?!.*(NABLA|PARTIAL|DIGAMMA))"
                   r"[A-Z -]+ (CAPITAL|SMALL) [A-Z]$|(KELVIN|ANGSTROM) SIGN")
HAN = re.compile(r"CJK (UNIFIED|COMPATIBILITY) IDEOGRAPH|IDEOGRAPHIC (ITERATION MARK|NUMBER ZERO)")
UNSPACED = re.compile(r"(HALFWIDTH )?(HIRAGANA|KATAKANA|THAI|LAO|KHMER|MYANMAR|TAI|NEW TAI|BOPOMOFO|YI|JAVANESE|BALINESE)\b")
# Thai and Lao AM and the half-width voicing marks are letters by category, but belong to the character before them.
EXTENDING_LETTERS = {0x0E33, 0x0EB3, 0xFF9E, 0xFF9F}
INVISIBLE_BREAKS = {0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF}
SKIN_TONES = range(0x1F3FB, 0x1F400)


def letter_class(name):
    return "A" if LATIN.match(name) else "H" if HAN.match(name) else "T" if UNSPACED.match(name) else "L"


def class_of(code_point):
    character = chr(code_point)
    category = unicodedata.category(character)
    name = unicodedata.name(character, "")
    if code_point in EXTENDING_LETTERS or category[0] == "M":
        return "M"
    if category[0] in "ZC" and (category[0] == "Z" or category == "Cc" or code_point in INVISIBLE_BREAKS):
        return "B"
    if category == "Cf" or code_point in SKIN_TONES:
        return "X"
    if category[0] == "C":
        return "U"
    return letter_class(name) if category[0] == "L" or HAN.match(name) else category[0]


def main():
    runs = [(len(list(group)), name) for name, group in groupby(map(class_of, range(sys.maxunicode + 1)))]
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    base36 = lambda n: (base36(n // 36) if n >= 36 else "") + digits[n % 36]
    table = "".join((base36(length) if length > 1 else "") + name for length, name in runs)
    print(f"/** Made by build_character_table.py from Unicode {unicodedata.unidata_version}: run lengths in base 36 (none: 1), each with its class. */")
    print("export const characterTable =")
    print(" +\n".join(f'  "{part}"' for part in wrap(table, 112)) + ";")


if __name__ == "__main__":
    main()

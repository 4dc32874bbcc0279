"""Cuts STIX Two Math to the signs of the page's formulas: a WOFF2 of at most 60 KB that keeps its MATH table.

Needs fonttools and brotli (pip) and a copy of the font, for example from the npm package @fontsource/stix-two-math 5.3.0:
    python3 build_font.py path/to/stix-two-math-latin-400-normal.woff2
"""

import sys
from pathlib import Path

from fontTools import subset

OUT = Path(__file__).with_name("playground-math.woff2")
LIMIT = 60 * 1024

LATIN = range(0x20, 0x7F)
ITALIC_LATIN = [*range(0x1D434, 0x1D468), 0x210E]  # Planck's h stands in for the missing italic h
GREEK = range(0x3B1, 0x3CA)
ITALIC_GREEK = range(0x1D6FC, 0x1D716)
SIGNS = map(ord, "·×÷±−∞√∑Σ∏∈∉≤≥≠≈∠∣∥‖⊤⊙∨∧→↦⟨⟩…′")


def main() -> None:
    options = subset.Options(flavor="woff2", layout_features=["ssty", "kern"], name_IDs=[0, 1, 2, 5, 13, 14], notdef_outline=True)
    font = subset.load_font(sys.argv[1], options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[*LATIN, *ITALIC_LATIN, *GREEK, *ITALIC_GREEK, *SIGNS])
    cutter.subset(font)
    assert "MATH" in font, "without its MATH table the font cannot set formulas"
    subset.save_font(font, OUT, options)
    size = OUT.stat().st_size
    print(f"{OUT.name}: {size} bytes, {len(font.getGlyphOrder())} glyphs")
    assert size <= LIMIT, f"more than {LIMIT} bytes"


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Subsets the lab's fonts to the letters and icons that it writes.

It does not download fonts: scripts/setup has installed them (Debian's packages and npm's).
"""
import argparse
import logging
import os
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180)]
VIETNAMESE = [0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA), *range(0x300, 0x304), 0x309, 0x323]
PUNCTUATION = [*range(0x2010, 0x2028), 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AB, 0x20AC, 0x2122]
# What Be Vietnam Pro lacks: narrow spaces, Greek, modifier and sub- and superscripts, arrows, mathematics,
# shapes, the open box that stands for a space.
SYMBOLS = [
    0x2009, 0x202F, 0x2423, *range(0x370, 0x400), *range(0x2B0, 0x2C0), 0x1D40, *range(0x1D62, 0x1D6B),
    *range(0x2070, 0x209D),
    *range(0x2100, 0x2140), *range(0x2150, 0x218A), *range(0x2190, 0x2200), *range(0x2200, 0x2300),
    0x2308, 0x2309, 0x230A, 0x230B, 0x2318, 0x2325, 0x23CE, *range(0x2580, 0x2600), 0x2605, 0x2606,
    0x2713, 0x2717, *range(0x27E8, 0x27EC), 0x2A2F, 0x00D7, 0x00F7, 0x00B1, 0xFFFD,
]
MONO = LATIN + VIETNAMESE + PUNCTUATION + [
    *range(0x2070, 0x209D), *range(0x2190, 0x21A0), 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x221E, 0x2211,
    0x2202, 0x2207, 0x00B7, 0x2581, 0x2026, 0xFFFD]

DEBIAN_FONTS = Path("/usr/share/fonts/truetype")


def find(name, *places):
    """The first of places that exists; ends the run in one sentence when none does."""
    for place in places:
        if place.exists():
            return place
    sys.exit(f"{name} was not found; run scripts/setup")


def write_subset(source, out, unicodes, features):
    options = subset.Options()
    options.hinting = False
    options.layout_features = features
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # names and licence stay
    options.notdef_outline = True
    options.drop_tables += ["FFTM", "DSIG", "meta"]
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    temporary = out.with_suffix(".tmp")
    subset.save_font(font, str(temporary), options)
    os.replace(temporary, out)


def icon_code_points(list_file, font_file):
    """The code points of list_file, hexadecimal, one a line; `#` starts a comment. All must be in the font."""
    lines = (line.split("#")[0].strip() for line in list_file.read_text(encoding="utf-8").splitlines())
    code_points = [int(line, 16) for line in lines if line]
    with TTFont(font_file, lazy=True) as font:
        unknown = [f"{c:X}" for c in code_points if c not in font.getBestCmap()]
    if unknown:
        sys.exit(f"{list_file.name}: not icons of {font_file.name}: {', '.join(unknown)}")
    return code_points


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--node-modules", type=Path, required=True)
    parser.add_argument("--icons", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    options.out.mkdir(parents=True, exist_ok=True)

    vietnam = options.node_modules / "@expo-google-fonts" / "be-vietnam-pro"
    text = LATIN + VIETNAMESE + PUNCTUATION
    for weight, name in (("400Regular", "regular"), ("600SemiBold", "semibold")):
        source = find(f"Be Vietnam Pro {weight}", vietnam / weight / f"BeVietnamPro_{weight}.ttf")
        write_subset(source, options.out / f"be-vietnam-pro-{name}.ttf", text, ["kern"])
    write_subset(find("DejaVu Sans", DEBIAN_FONTS / "dejavu" / "DejaVuSans.ttf"),
                 options.out / "dejavu-sans.ttf", SYMBOLS, [])
    write_subset(find("JetBrains Mono", DEBIAN_FONTS / "jetbrains-mono" / "JetBrainsMono-Regular.ttf"),
                 options.out / "jetbrains-mono.ttf", MONO, [])
    icons = find("codicon.ttf", options.node_modules / "@vscode" / "codicons" / "dist" / "codicon.ttf")
    write_subset(icons, options.out / "codicon.ttf", icon_code_points(options.icons, icons), [])


if __name__ == "__main__":
    main()

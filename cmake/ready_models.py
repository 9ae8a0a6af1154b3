#!/usr/bin/env python3
"""Trains the small models that the labs open with, by the project's own command, and keeps them in the user's cache.

It trains again only when a recipe changes, or the code that decides the numbers.
"""
import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

CACHE = Path(os.environ.get("WORDSPACE_CACHE") or
             Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wordspace") / "models"
SOURCE = Path(__file__).resolve().parent.parent
FILES = ("config.json", "model.safetensors", "tokenizer.json")

SIZES = "--tokenizer word --vocab-size 600 --layers 2 --heads 4 --width 64 --seed 1 --decay 0.01"
GPT = f"{SIZES} --context 64 --batch 16 --steps 900 --rate 0.006 --warmup 50"
BERT = f"{SIZES} --context 32 --batch 32 --steps 2500 --rate 0.005 --warmup 200"
RECIPES = {f"{kind}-{corpus}": f"{kind} --corpus {corpus} {recipe}"
           for corpus in ("toy-en", "toy-vi") for kind, recipe in (("gpt", GPT), ("bert", BERT))}


def code_hash():
    """Of the code that decides what a model learns."""
    digest = hashlib.sha256()
    for folder in ("core", "math", "text", "models", "train"):
        for path in sorted((SOURCE / "src" / folder).rglob("*")):
            if path.suffix in (".h", ".cpp"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--command", type=Path, required=True, help="the wordspace command")
    parser.add_argument("--out", type=Path, required=True, action="append", help="a folder that gets them")
    options = parser.parse_args()
    code = code_hash()
    for name, recipe in RECIPES.items():
        kept = CACHE / hashlib.sha256((code + recipe).encode()).hexdigest()[:24] / name
        if not kept.exists():
            print(f"training the ready-made model {name}", flush=True)
            kept.parent.mkdir(parents=True, exist_ok=True)
            part = kept.with_name(f"{name}.{os.getpid()}")
            threads = str(min(2, os.cpu_count() or 1))
            command = [str(options.command), "train", *recipe.split(), "--out", str(part), "--threads", threads]
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode != 0:
                # A corpus that could not be fetched is left out everywhere; so is its model.
                print(f"{name} is left out: {done.stdout.strip().splitlines()[-1]}", file=sys.stderr)
                shutil.rmtree(part, ignore_errors=True)
                continue
            os.replace(part, kept)
        for out in options.out:
            for other in (p for p in out.glob("*-*") if p.name not in RECIPES):
                shutil.rmtree(other)
            for file in FILES:
                target = out / name / file
                if target.exists() and target.read_bytes() == (kept / file).read_bytes():
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                temporary = target.with_name(target.name + ".tmp")
                shutil.copyfile(kept / file, temporary)
                os.replace(temporary, target)


if __name__ == "__main__":
    main()

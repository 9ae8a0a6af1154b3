#!/usr/bin/env python3
"""Measures what the presets, lesson sheets and tours promise of whole runs: trains each with several seeds by the
project's own command and keeps what every run reached, and what its vectors answered, in data/promises.json.

  bench/promises.py [--command build/native-release/wordspace] [--seeds 10] [--again] [PRESET ...]

Runs that are there already are not made again, unless --again is given. PRESET is a name such as gpt.demo; all of them
take more than an hour on one core. tests/labs/promises_test.cpp compares the file with the presets' settings and with
the words on screen: after a change to a preset empty its runs, measure, and write the new ranges into web/lang.
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "data" / "promises.json"
# What a run is judged by, of what the command measures.
MEASURES = ("loss", "held_out", "held_out_mlm", "held_out_nsp_accuracy", "baseline_unigram")


def write(presets):
    """A line a run, so that a difference shows which runs have changed."""
    rows = []
    for name, row in presets.items():
        runs = ",\n".join(f'      "{seed}": {json.dumps(row["runs"][seed])}' for seed in sorted(row["runs"], key=int))
        runs = f"{{\n{runs}\n    }}" if runs else "{}"
        ask = f'    "ask": {json.dumps(row["ask"])},\n' if "ask" in row else ""
        rows.append(f'  "{name}": {{\n    "train": {json.dumps(row["train"])},\n{ask}    "runs": {runs}\n  }}')
    FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n", "utf-8")


def call(command, *arguments):
    done = subprocess.run([command, *arguments, "--json"], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"failed: wordspace {' '.join(arguments)}")
    return json.loads(done.stdout)


def answers(command, vectors, question):
    """Of "king" its ten nearest words, of "man king woman" the first answers; "+" lets question words answer, too."""
    words = question.replace("+", "").split()
    if len(words) == 1:
        return " ".join(one["word"] for one in call(command, "neighbors", "--vectors", vectors, *words)["results"])
    more = ["--include-query"] if "+" in question else []
    found = call(command, "analogy", "--vectors", vectors, "--top", "3", *more, *words)
    return " ".join(one["word"] for one in found["results"])


def measure(command, row, seed):
    with tempfile.TemporaryDirectory() as scratch:
        out = str(Path(scratch) / "out")
        measured = call(command, "train", *row["train"].split(), "--seed", seed, "--threads", "1", "--out", out)
        kept = {key: round(measured[key], 4) for key in MEASURES if key in measured}
        kept |= {question: answers(command, out, question) for question in row.get("ask", [])}
    print(f"  seed {seed}: {kept} in {measured['seconds']:.0f} s", flush=True)
    return kept


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--command", default=str(ROOT / "build/native-release/wordspace"))
    p.add_argument("--seeds", type=int, default=10, help="1 to this one")
    p.add_argument("--again", action="store_true", help="forget what is there")
    p.add_argument("preset", nargs="*")
    a = p.parse_args()

    names = a.preset or list(json.loads(FILE.read_text("utf-8")))
    for name in names:
        presets = json.loads(FILE.read_text("utf-8"))
        if name not in presets:
            sys.exit(f"{FILE.name} has no {name}; it has {', '.join(presets)}")
        if a.again:
            presets[name]["runs"] = {}
            write(presets)
        print(f"{name}: {presets[name]['train']}", flush=True)
        for seed in map(str, range(1, a.seeds + 1)):
            if seed not in presets[name]["runs"]:
                run = measure(a.command, presets[name], seed)
                presets = json.loads(FILE.read_text("utf-8"))  # another process may have added to it
                presets[name]["runs"][seed] = run
                write(presets)


if __name__ == "__main__":
    main()

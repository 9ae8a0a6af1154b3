#!/usr/bin/python3
"""Our speed beside gensim's (and fastText's, where it is installed): same words, same settings, one
core, alternating, the median of several runs.

  bench/peers.py [--corpus wordnet+bible] [--dim 100] [--runs 5] [--core 1] [--node FILE.cjs] [--json]

--node adds the rate of a WebAssembly build of word2vec_run under Node (the browser's engine). On a
machine that does other work at the same time, believe the ratio by processor time.
"""

import argparse
import json
import re
import shutil
import statistics
import subprocess

import side_by_side as side


def fasttext_rate(tokens, mode, dim, core, folder):
    command = ["fasttext", mode, "-input", tokens, "-output", f"{folder}/fasttext", "-dim", str(dim), "-ws", "5",
               "-neg", "5", "-t", "1e-3", "-epoch", "1", "-thread", "1", "-minCount", "1", "-maxn", "0",
               "-lr", "0.025" if mode == "skipgram" else "0.05"]
    done = subprocess.run(["taskset", "-c", str(core), *command], capture_output=True, text=True)
    rates = re.findall(r"words/sec/thread:\s*(\d+)", done.stdout + done.stderr)
    rate = float(rates[-1]) if rates else 0.0
    return {"rate": rate, "cpu_rate": rate}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpus", default="wordnet+bible")
    p.add_argument("--dim", type=int, default=100)
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--words", type=int, default=1_000_000, help="words a run")
    p.add_argument("--core", type=int, default=1)
    p.add_argument("--node", help="word2vec_run as WebAssembly (.cjs)")
    p.add_argument("--fasttext", action="store_true", help="fastText as well (it has no short run: the whole corpus)")
    p.add_argument("--json", action="store_true")
    a = p.parse_args()

    program, files = side.find_program(), side.find_corpus(a.corpus)
    results = {}
    with side.scratch_folder() as folder:
        tokens = side.export_tokens(program, files, folder)
        for mode in ("skipgram", "cbow"):
            common = ["--mode", mode, "--dim", str(a.dim), "--epochs", "1", "--words", str(a.words)]
            ours = [*side.corpus_options(files), *common]
            contestants = {
                "wordspace": lambda ours=ours: side.run_json([program, *ours], a.core),
                "wordspace, portable": lambda ours=ours: side.run_json([program, *ours, "--portable", "1"], a.core),
                "gensim": lambda common=common: side.run_json([*side.gensim_command(tokens), *common], a.core),
            }
            if a.node:
                node = side.node_command(a.node)
                contestants["wordspace, WebAssembly"] = lambda node=node, ours=ours: side.run_json([*node, *ours], a.core)
            if a.fasttext and shutil.which("fasttext"):
                contestants["fasttext"] = lambda mode=mode: fasttext_rate(tokens, mode, a.dim, a.core, folder)
            runs = {name: [] for name in contestants}
            for _ in range(a.runs):
                for name, run in contestants.items():
                    runs[name].append(run())
            results[mode] = {
                name: {key: statistics.median(r[key] for r in rs) for key in ("rate", "cpu_rate")}
                for name, rs in runs.items()
            }
    if a.json:
        print(json.dumps(results))
        return
    for mode, by_name in results.items():
        gensim = by_name["gensim"]
        print(f"{mode}, d {a.dim}, one core, words/s (median of {a.runs})")
        print(f"  {'':24}{'by the clock':>14}{'ratio':>8}{'by processor time':>20}{'ratio':>8}")
        for name, r in by_name.items():
            print(f"  {name:24}{r['rate']:14,.0f}{r['rate'] / gensim['rate']:8.2f}"
                  f"{r['cpu_rate']:20,.0f}{r['cpu_rate'] / gensim['cpu_rate']:8.2f}")


if __name__ == "__main__":
    main()

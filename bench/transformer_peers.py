#!/usr/bin/python3
"""Our training steps beside PyTorch's: the same sizes, one core, alternating, the median of several runs.

  bench/transformer_peers.py [--runs 5] [--seconds 3] [--core 1] [--node FILE.cjs] [--json]

--node adds transformer_run built as WebAssembly, under Node (the browser's engine).
"""

import argparse
import json
import pathlib
import statistics
import sys

import side_by_side as side


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--seconds", type=float, default=3)
    p.add_argument("--core", type=int, default=1)
    p.add_argument("--node", help="transformer_run as WebAssembly (.cjs)")
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    program = side.find_program("transformer_run")
    time = ["--seconds", str(a.seconds)]
    contestants = {
        "wordspace GPT": [program, *time],
        "wordspace BERT": [program, *time, "--kind", "bert"],
        "wordspace GPT, portable": [program, *time, "--portable", "1"],
        "PyTorch GPT": [side.PYTHON, str(pathlib.Path(__file__).with_name("torch_run.py")), *time],
    }
    if a.node:
        contestants["wordspace GPT, WebAssembly"] = [*side.node_command(a.node), *time]
    results = {name: [] for name in contestants}
    for run in range(a.runs):
        for name, command in contestants.items():
            print(f"run {run + 1} of {a.runs}: {name}", end="\r", file=sys.stderr)
            results[name].append(side.run_json(command, a.core))
    peer = statistics.median(r["rate"] for r in results["PyTorch GPT"])
    table = {}
    for name, runs in results.items():
        table[name] = {key: statistics.median(r[key] for r in runs)
                       for key in ("rate", "gflops", "kernel_gflops") if key in runs[0]}
        table[name]["ratio"] = table[name]["rate"] / peer
    if a.json:
        return print(json.dumps(table))
    print(f"842,496 parameters, batch 8, one core, tokens/s (median of {a.runs})")
    for name, row in table.items():
        line = f"  {name:28}{row['rate']:10,.0f}  {row['ratio']:5.2f} x PyTorch"
        if "gflops" in row:
            share = row["gflops"] / row["kernel_gflops"]
            line += f"  {row['gflops']:6.1f} GFLOP/s, {share:.0%} of one product's {row['kernel_gflops']:.1f}"
        print(line)


if __name__ == "__main__":
    main()

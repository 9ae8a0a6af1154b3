#!/usr/bin/python3
"""Are our vectors as good as gensim's? Same words, same settings, several seeds each, accuracy on
data/questions-en.txt by the same evaluator: mean and spread.

  bench/quality.py [--corpus wordnet+bible] [--mode skipgram] [--dim 100] [--seeds 3] [--threads 1]
"""

import argparse
import statistics

import side_by_side as side


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--corpus", default="wordnet+bible")
    p.add_argument("--mode", choices=["skipgram", "cbow"], default="skipgram")
    p.add_argument("--dim", type=int, default=100)
    p.add_argument("--epochs", type=int, default=5)
    p.add_argument("--seeds", type=int, default=3)
    p.add_argument("--threads", type=int, default=1, help="of ours")
    p.add_argument("--questions", default=str(side.ROOT / "data/questions-en.txt"))
    p.add_argument("--only", choices=["wordspace", "gensim"])
    a = p.parse_args()

    program, files = side.find_program(), side.find_corpus(a.corpus)
    questions = side.read_questions(a.questions)
    sections = list(dict.fromkeys(section for section, _ in questions))
    with side.scratch_folder() as folder:
        tokens, vectors = side.export_tokens(program, files, folder), f"{folder}/vectors.txt"
        ours = [program, *side.corpus_options(files), "--threads", str(a.threads)]
        commands = {"wordspace": ours, "gensim": side.gensim_command(tokens)}
        print(f"{a.mode}, {a.corpus}, d {a.dim}, {a.epochs} passes; correct of those asked")
        for name, command in commands.items():
            if a.only not in (None, name):
                continue
            shares = []
            for seed in range(1, a.seeds + 1):
                side.run_json([*command, "--mode", a.mode, "--dim", str(a.dim), "--epochs", str(a.epochs),
                               "--seed", str(seed), "--out", vectors])
                accuracy = side.analogy_accuracy(vectors, questions)
                correct, total = (sum(s[i] for s in accuracy.values()) for i in (0, 1))
                shares.append(100 * correct / total)
                detail = "  ".join(f"{s} {accuracy[s][0]}/{accuracy[s][1]}" for s in sections)
                print(f"  {name:10} seed {seed}: {correct}/{total} = {shares[-1]:.1f} %   {detail}", flush=True)
            print(f"  {name:10} mean {statistics.mean(shares):.1f} %, from {min(shares):.1f} to {max(shares):.1f} %")


if __name__ == "__main__":
    main()

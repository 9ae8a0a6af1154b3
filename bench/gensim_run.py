"""Trains gensim's Word2Vec on a file of tokens (a line a sentence) and prints one JSON line.

Not a comparison: peers.py and quality.py start it beside word2vec_run. Run with Debian's Python, which
has gensim (python3-gensim).
"""

import argparse
import json
import resource
import time

from gensim.models import Word2Vec


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--tokens", required=True)
    p.add_argument("--mode", choices=["skipgram", "cbow"], default="skipgram")
    p.add_argument("--dim", type=int, default=100)
    p.add_argument("--window", type=int, default=5)
    p.add_argument("--negative", type=int, default=5)
    p.add_argument("--sample", type=float, default=1e-3)
    p.add_argument("--epochs", type=int, default=5)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--words", type=int, default=0, help="train on about so many words only, spread over the file")
    p.add_argument("--out")
    a = p.parse_args()

    with open(a.tokens, encoding="utf-8") as f:
        sentences = [line.split() for line in f]
    model = Word2Vec(
        vector_size=a.dim, window=a.window, negative=a.negative, sample=a.sample, min_count=1, workers=1,
        sg=int(a.mode == "skipgram"), alpha=0.025 if a.mode == "skipgram" else 0.05,
        seed=a.seed)
    model.build_vocab(sentences)
    if a.words:
        sentences = sentences[:: max(1, model.corpus_total_words // a.words)]
    words = sum(map(len, sentences)) * a.epochs
    start, cpu_start = time.perf_counter(), cpu_seconds()
    model.train(sentences, total_examples=len(sentences), epochs=a.epochs)
    seconds, cpu = time.perf_counter() - start, cpu_seconds() - cpu_start
    if a.out:
        model.wv.save_word2vec_format(a.out)
    print(json.dumps({"rate": words / seconds, "cpu_rate": words / cpu, "seconds": seconds, "words": words}))


if __name__ == "__main__":
    main()

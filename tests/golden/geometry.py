#!/usr/bin/python3
"""Golden numbers of the geometry of meaning from NumPy and SciPy: correlation and cosine, RSA with its null
and bootstrap, Procrustes, neighbours in common, selectivity of categories, power laws.

  tests/golden/geometry.py           writes geometry.txt beside this file
  tests/golden/geometry.py --check   computes them again and compares with the file

Inputs are a hash of name and index, so that nothing but results needs storing; the random choices are those
of xoshiro256**, written out again here. Needs python3-numpy and python3-scipy.
"""

import argparse
import itertools
import math
import pathlib
import sys

import numpy as np
import scipy.linalg
import scipy.optimize
import scipy.stats

FILE = pathlib.Path(__file__).with_suffix(".txt")
MASK = (1 << 64) - 1


def hash32(x):
    x &= 0xFFFFFFFF
    x = ((x ^ (x >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    x = ((x ^ (x >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return x ^ (x >> 16)


def hashed(name, *shape):
    """Multiples of 2^-24 between -0.5 and 0.5: the same in single and in double precision."""
    start = 2166136261
    for byte in name.encode():
        start = ((start ^ byte) * 16777619) & 0xFFFFFFFF
    values = [(hash32(start + i) >> 8) / 2.0**24 - 0.5 for i in range(math.prod(shape))]
    return np.array(values).reshape(shape)


class Rng:
    """xoshiro256** seeded through SplitMix64, as src/core/rng.h; `stream` as its second constructor."""

    def __init__(self, seed, stream):
        seed = ((seed * 0x9E3779B97F4A7C15) & MASK) ^ (stream + 1)
        self.state = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            z = seed
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            self.state.append(z ^ (z >> 31))

    def next(self):
        s = self.state
        rotate = lambda x, k: ((x << k) | (x >> (64 - k))) & MASK
        result = (rotate((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)
        return result

    def below(self, n):
        return ((self.next() >> 32) * n) >> 32


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def correlation_case():
    x, y = hashed("x", 50), 0.5 * hashed("x", 50) + hashed("y", 50)
    cosine = lambda a, b: a @ b / np.linalg.norm(a) / np.linalg.norm(b)
    return {
        "cosine": [cosine(x, y)],
        "correlation": [np.corrcoef(x, y)[0, 1]],
        "offset": [cosine(x + 0.75, y - 2), np.corrcoef(x + 0.75, y - 2)[0, 1]],
    }


def rsa_spaces():
    a = hashed("rsa.a", 24, 7)
    b = 0.5 * a[:, :5] + 0.5 * hashed("rsa.b", 24, 5)
    return a, b.astype(np.float32).astype(np.float64)


def rsa_case():
    """A knows w0, w1, ... in this order; B knows x, w23, w22, ...: ranks differ."""
    a, b = rsa_spaces()
    n = 24
    rank_b = {i: n - i for i in range(n)}
    order = sorted(range(n), key=lambda i: (max(i, rank_b[i]), min(i, rank_b[i]), -i))
    upper = np.triu_indices(n, 1)
    ca, cb = (unit(m[order]) @ unit(m[order]).T for m in (a, b))
    r = np.corrcoef(ca[upper], cb[upper])[0, 1]
    shuffles, resamples = [], []
    rng = Rng(7, 1)
    for _ in range(200):
        p = list(range(n))
        for i in range(n - 1, 0, -1):
            j = rng.below(i + 1)
            p[i], p[j] = p[j], p[i]
        shuffles.append(np.corrcoef(ca[upper], cb[np.ix_(p, p)][upper])[0, 1])
    rng = Rng(7, 2)
    for _ in range(200):
        drawn = [rng.below(n) for _ in range(n)]
        pairs = [(i, j) for i, j in itertools.combinations(drawn, 2) if i != j]
        i, j = np.array(pairs).T
        resamples.append(np.corrcoef(ca[i, j], cb[i, j])[0, 1])
    low, high = np.quantile(resamples, [0.025, 0.975])
    null_low, null_high = np.quantile(shuffles, [0.025, 0.975])
    return {
        "order": order,
        "correlation": [r],
        "null": [np.mean(shuffles), null_low, null_high],
        "interval": [low, high],
        "shuffles": shuffles[:10],
        "resamples": resamples[:10],
    }


def alignment_case():
    a = hashed("align.a", 40, 6)
    turn = np.linalg.qr(hashed("align.turn", 6, 6))[0]
    b = (a @ turn.T + 0.4 * hashed("align.noise", 40, 6)).astype(np.float32).astype(np.float64)
    ua, ub = unit(a), unit(b)
    rotation = scipy.linalg.orthogonal_procrustes(ub, ua)[0]
    raw, aligned = np.sum(ua * ub, axis=1), np.sum(ua * (ub @ rotation), axis=1)
    overlap, jaccard, profile = [], [], []
    for i in range(40):
        others = [j for j in range(40) if j != i]
        rows = [[float(m[i] @ m[j]) for j in others] for m in (ua, ub)]
        nearest = [{others[k] for k in np.argsort(row)[::-1][:5]} for row in rows]
        overlap.append(len(nearest[0] & nearest[1]) / 5)
        jaccard.append(len(nearest[0] & nearest[1]) / len(nearest[0] | nearest[1]))
        profile.append(np.corrcoef(*rows)[0, 1])
    return {
        "b": b.ravel(), "rotation": rotation.ravel(), "raw": raw, "aligned": aligned,
        "means": [raw.mean(), aligned.mean()], "overlap": overlap, "jaccard": jaccard, "profile": profile,
    }


def selectivity_case():
    """Categories w0..w3, w4..w8 (w8 also in the third), w8..w11 of 12 words."""
    rows = unit(hashed("select", 12, 5) + np.repeat(hashed("centres", 3, 5), 4, axis=0) + 0.3)
    cosine = rows @ rows.T
    groups = [range(0, 4), range(4, 9), range(8, 12)]
    within = [[cosine[i, j] for i, j in itertools.combinations(g, 2)] for g in groups]
    between = {}
    for c, d in itertools.combinations(range(3), 2):
        between[c, d] = [cosine[i, j] for i in groups[c] for j in groups[d] if i != j]
    all_within, all_between = sum(within, []), sum(between.values(), [])
    return {
        "within": [np.mean(all_within)] + [np.mean(w) for w in within],
        "between": [np.mean(all_between)]
        + [np.mean(sum((v for k, v in between.items() if c in k), [])) for c in range(3)],
        "ratio": [np.mean(all_within) / np.mean(all_between)],
        "pairs": [len(all_within), len(all_between)],
    }


def power_law_case():
    x = np.array([16, 32, 64, 128, 256, 512, 1024.0])
    t = 0.003 * x**1.7 * np.exp(0.2 * hashed("time", 7))
    line = scipy.stats.linregress(np.log(x), np.log(t))
    late = (2.0 + 0.01 * x**1.2) * np.exp(0.05 * hashed("late", 7))
    model = lambda x, c, f, p: c + f * x**p
    best, spread = scipy.optimize.curve_fit(model, x, late, p0=[2, 0.01, 1.2], sigma=late, xtol=1e-14, ftol=1e-14)
    return {
        "x": x, "t": t, "late": late,
        "line": [line.slope, line.stderr, np.exp(line.intercept), line.rvalue**2],
        "residuals": np.log(t) - line.intercept - line.slope * np.log(x),
        "offset": [*best, math.sqrt(spread[2, 2])],
    }


CASES = {
    "correlation": correlation_case,
    "rsa": rsa_case,
    "alignment": alignment_case,
    "selectivity": selectivity_case,
    "power-law": power_law_case,
}


def text():
    lines = ["# From NumPy and SciPy, by geometry.py; a case, then: name, how many, the numbers"]
    for name, case in CASES.items():
        lines.append(f"case {name}")
        for key, values in case().items():
            lines.append(f"{key} {len(values)}")
            lines.append(" ".join(f"{float(v):.10g}" for v in values))
    return "\n".join(lines) + "\n"


def same(a, b):
    words = list(zip(a.split(), b.split()))
    if len(a.split()) != len(b.split()):
        return False
    for x, y in words:
        try:
            if not math.isclose(float(x), float(y), rel_tol=1e-6, abs_tol=1e-8):
                return False
        except ValueError:
            if x != y:
                return False
    return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        if not same(FILE.read_text(), text()):
            sys.exit("geometry.txt is not what NumPy and SciPy say")
        print("geometry.txt is what NumPy and SciPy say")
    else:
        FILE.write_text(text())

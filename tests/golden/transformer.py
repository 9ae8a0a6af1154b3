#!/usr/bin/python3
"""Golden numbers of both transformers from PyTorch, in double precision: logits, losses, every gradient,
the losses of ten AdamW steps.

  tests/golden/transformer.py           writes transformer.txt beside this file
  tests/golden/transformer.py --check   computes them again and compares with the file

The models here are written out in plain tensor operations after the papers and the reference code; the
weights are a hash of name and index, so that nothing but results needs storing. Needs python3-torch.
"""

import argparse
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
FILE = pathlib.Path(__file__).with_suffix(".txt")

# name, sizes; tests/models/transformer_golden_test.cpp has the same table.
CASES = {
    "gpt": dict(kind="gpt", vocab=13, context=11, layers=2, heads=3, width=15, hidden=60, tied=True,
                positions="learned", batch=2, tokens=9),
    "gpt-untied-sinusoidal": dict(kind="gpt", vocab=10, context=40, layers=1, heads=2, width=6, hidden=20,
                                  tied=False, positions="sinusoidal", batch=1, tokens=37),
    "bert": dict(kind="bert", vocab=17, context=12, layers=2, heads=2, width=10, hidden=24, tied=True,
                 positions="learned", batch=3, tokens=10, lengths=[10, 7, 4]),
}


def hash32(x):
    x &= 0xFFFFFFFF
    x = ((x ^ (x >> 16)) * 0x7FEB352D) & 0xFFFFFFFF
    x = ((x ^ (x >> 15)) * 0x846CA68B) & 0xFFFFFFFF
    return x ^ (x >> 16)


def name_hash(name):
    value = 2166136261
    for byte in name.encode():
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


def tensor(name, *shape):
    count = math.prod(shape)
    start = name_hash(name)
    values = [(hash32(start + i) >> 8) / 2.0**24 - 0.5 for i in range(count)]
    scaled = torch.tensor(values) * 0.5
    if len(shape) == 1 and ("ln_" in name or "LayerNorm" in name) and name.endswith("weight"):
        scaled = scaled + 1
    # The program keeps its weights in single precision: start from the same numbers.
    return scaled.reshape(shape).to(torch.float32).to(torch.float64).requires_grad_()


def pick(name, i, n):
    return hash32(name_hash(name) + i) % n


class Gpt:
    def __init__(self, s):
        self.s, self.p = s, {}
        c, f = s["width"], s["hidden"]
        add = lambda name, *shape: self.p.__setitem__(name, tensor(name, *shape))
        add("transformer.wte.weight", s["vocab"], c)
        if s["positions"] == "learned":
            add("transformer.wpe.weight", s["context"], c)
        for i in range(s["layers"]):
            h = f"transformer.h.{i}."
            for norm in ("ln_1", "ln_2"):
                add(h + norm + ".weight", c), add(h + norm + ".bias", c)
            for name, n_in, n_out in (("attn.c_attn", c, 3 * c), ("attn.c_proj", c, c), ("mlp.c_fc", c, f),
                                      ("mlp.c_proj", f, c)):
                add(h + name + ".weight", n_in, n_out), add(h + name + ".bias", n_out)
        add("transformer.ln_f.weight", c), add("transformer.ln_f.bias", c)
        if not s["tied"]:
            add("lm_head.weight", s["vocab"], c)

    def logits(self, tokens):
        p, s = self.p, self.s
        c, heads = s["width"], s["heads"]
        b, t = tokens.shape
        norm = lambda x, name: F.layer_norm(x, (c,), p[name + ".weight"], p[name + ".bias"], 1e-5)
        linear = lambda x, name: x @ p[name + ".weight"] + p[name + ".bias"]
        x = p["transformer.wte.weight"][tokens]
        if s["positions"] == "learned":
            x = x + p["transformer.wpe.weight"][:t]
        else:
            place = torch.arange(t)[:, None].double()
            angle = place / 10000 ** (torch.arange(0, c, 2).double() / c)
            table = torch.zeros(t, c)
            table[:, 0::2], table[:, 1::2] = angle.sin(), angle.cos()[:, : c // 2]
            x = x + table
        future = torch.triu(torch.ones(t, t, dtype=torch.bool), 1)
        for i in range(s["layers"]):
            h = f"transformer.h.{i}."
            q, k, v = (part.reshape(b, t, heads, c // heads).transpose(1, 2)
                       for part in linear(norm(x, h + "ln_1"), h + "attn.c_attn").split(c, -1))
            scores = (q @ k.transpose(-1, -2) / math.sqrt(c // heads)).masked_fill(future, -math.inf)
            out = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, c)
            x = x + linear(out, h + "attn.c_proj")
            inner = linear(norm(x, h + "ln_2"), h + "mlp.c_fc")
            inner = 0.5 * inner * (1 + torch.tanh(math.sqrt(2 / math.pi) * (inner + 0.044715 * inner**3)))
            x = x + linear(inner, h + "mlp.c_proj")
        out = p["transformer.wte.weight"] if s["tied"] else p["lm_head.weight"]
        return norm(x, "transformer.ln_f") @ out.T

    def batch(self):
        s = self.s
        b, t = s["batch"], s["tokens"]
        row = [pick("input", i, s["vocab"]) for i in range(b * t)]
        target = [pick("target", i, s["vocab"]) for i in range(b * t)]
        target[t - 1] = -100  # one position without a loss
        return torch.tensor(row).reshape(b, t), torch.tensor(target).reshape(b, t)

    def losses(self):
        tokens, target = self.batch()
        logits = self.logits(tokens)
        return logits, F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=-100), None, None


class Bert:
    def __init__(self, s):
        self.s, self.p = s, {}
        c, f = s["width"], s["hidden"]
        add = lambda name, *shape: self.p.__setitem__(name, tensor(name, *shape))
        both = lambda name, n_out, n_in: (add(name + ".weight", n_out, n_in), add(name + ".bias", n_out))
        norm = lambda name: (add(name + ".weight", c), add(name + ".bias", c))
        add("bert.embeddings.word_embeddings.weight", s["vocab"], c)
        add("bert.embeddings.position_embeddings.weight", s["context"], c)
        add("bert.embeddings.token_type_embeddings.weight", 2, c)
        norm("bert.embeddings.LayerNorm")
        for i in range(s["layers"]):
            h = f"bert.encoder.layer.{i}."
            for part in ("query", "key", "value"):
                both(h + "attention.self." + part, c, c)
            both(h + "attention.output.dense", c, c), norm(h + "attention.output.LayerNorm")
            both(h + "intermediate.dense", f, c), both(h + "output.dense", c, f)
            norm(h + "output.LayerNorm")
        both("bert.pooler.dense", c, c)
        both("cls.predictions.transform.dense", c, c), norm("cls.predictions.transform.LayerNorm")
        add("cls.predictions.bias", s["vocab"])
        both("cls.seq_relationship", 2, c)

    def batch(self):
        s = self.s
        b, t = s["batch"], s["tokens"]
        tokens = torch.tensor([pick("input", i, s["vocab"]) for i in range(b * t)]).reshape(b, t)
        segments = torch.tensor([[1 if j >= n // 2 else 0 for j in range(t)] for n in s["lengths"]])
        target = torch.full((b, t), -100)
        for row, n in enumerate(s["lengths"]):
            for j in range(n):
                if pick("masked", row * t + j, 3) == 0:
                    target[row, j] = pick("target", row * t + j, s["vocab"])
        is_next = torch.tensor([1, 0, 1])
        return tokens, segments, target, is_next

    def losses(self):
        p, s = self.p, self.s
        c, heads = s["width"], s["heads"]
        tokens, segments, target, is_next = self.batch()
        b, t = tokens.shape
        norm = lambda x, name: F.layer_norm(x, (c,), p[name + ".weight"], p[name + ".bias"], 1e-12)
        linear = lambda x, name: x @ p[name + ".weight"].T + p[name + ".bias"]
        e = "bert.embeddings."
        x = p[e + "word_embeddings.weight"][tokens] + p[e + "position_embeddings.weight"][:t]
        x = norm(x + p[e + "token_type_embeddings.weight"][segments], e + "LayerNorm")
        padding = torch.arange(t)[None, :] >= torch.tensor(s["lengths"])[:, None]
        for i in range(s["layers"]):
            h = f"bert.encoder.layer.{i}."
            q, k, v = (linear(x, h + "attention.self." + part).reshape(b, t, heads, c // heads).transpose(1, 2)
                       for part in ("query", "key", "value"))
            scores = q @ k.transpose(-1, -2) / math.sqrt(c // heads)
            scores = scores.masked_fill(padding[:, None, None, :], -math.inf)
            out = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, c)
            x = norm(x + linear(out, h + "attention.output.dense"), h + "attention.output.LayerNorm")
            inner = F.gelu(linear(x, h + "intermediate.dense"))
            x = norm(x + linear(inner, h + "output.dense"), h + "output.LayerNorm")
        y = F.gelu(linear(x, "cls.predictions.transform.dense"))
        y = norm(y, "cls.predictions.transform.LayerNorm")
        logits = y @ p[e + "word_embeddings.weight"].T + p["cls.predictions.bias"]
        next_logits = linear(torch.tanh(linear(x[:, 0], "bert.pooler.dense")), "cls.seq_relationship")
        mlm = F.cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=-100)
        # Label 0: B follows A, as in the reference code.
        return logits, mlm, F.cross_entropy(next_logits, 1 - is_next), next_logits


def results(sizes):
    model = Gpt(sizes) if sizes["kind"] == "gpt" else Bert(sizes)
    out = {}
    logits, tokens_loss, next_loss, next_logits = model.losses()
    out["logits"] = logits.detach()
    out["tokens_loss"] = tokens_loss.detach().reshape(1)
    total = tokens_loss
    if next_loss is not None:
        out["next_loss"], out["next_logits"] = next_loss.detach().reshape(1), next_logits.detach()
        total = total + next_loss
    total.backward()
    for name, parameter in model.p.items():
        out["gradient " + name] = parameter.grad.detach().clone()
    matrices = [q for q in model.p.values() if q.dim() > 1]
    vectors = [q for q in model.p.values() if q.dim() == 1]
    optimiser = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.1},
                                   {"params": vectors, "weight_decay": 0.0}], lr=0.01, betas=(0.9, 0.95),
                                  eps=1e-8)
    steps = []
    for _ in range(10):
        optimiser.zero_grad()
        _, tokens_loss, next_loss, _ = model.losses()
        total = tokens_loss if next_loss is None else tokens_loss + next_loss
        total.backward()
        torch.nn.utils.clip_grad_norm_(list(model.p.values()), 1.0)
        optimiser.step()
        steps.append(total.item())
    out["ten_steps"] = torch.tensor(steps)
    return out


def write(everything):
    with open(FILE, "w") as file:
        file.write("# From PyTorch, by transformer.py; a case, then: name, how many, the numbers\n")
        for case, numbers in everything.items():
            file.write(f"case {case}\n")
            for name, values in numbers.items():
                flat = values.flatten().tolist()
                file.write(f"{name.replace(' ', ':')} {len(flat)}\n")
                file.write(" ".join(f"{v:.8g}" for v in flat) + "\n")


def read():
    lines = FILE.read_text().splitlines()[1:]
    everything, case, i = {}, None, 0
    while i < len(lines):
        if lines[i].startswith("case "):
            case, i = everything.setdefault(lines[i][5:], {}), i + 1
            continue
        case[lines[i].split()[0].replace(":", " ")] = torch.tensor([float(v) for v in lines[i + 1].split()])
        i += 2
    return everything


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    everything = {case: results(sizes) for case, sizes in CASES.items()}
    if not parser.parse_args().check:
        return write(everything)
    worst, kept = 0.0, read()
    for case, numbers in everything.items():
        assert kept[case].keys() == numbers.keys(), case
        for name, values in numbers.items():
            worst = max(worst, (kept[case][name] - values.flatten()).abs().max().item())
    print(f"golden numbers of the transformers: PyTorch {torch.__version__} agrees within {worst:.1e}")
    if worst > 1e-6:
        sys.exit("tests/golden/transformer.txt differs from PyTorch: run tests/golden/transformer.py")


if __name__ == "__main__":
    main()

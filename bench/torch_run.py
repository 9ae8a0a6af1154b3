#!/usr/bin/python3
"""Training steps of a GPT of 842,496 parameters in PyTorch (batch 8, AdamW), one JSON line.

The strongest plain PyTorch that Debian ships: fused linear layers, no profiling, no gradients of inputs. Run by
transformer_peers.py.
"""

import argparse
import json
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

V, T, L, H, C, B = 256, 128, 4, 4, 128, 8


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(C), nn.LayerNorm(C)
        self.qkv, self.out = nn.Linear(C, 3 * C), nn.Linear(C, C)
        self.hidden, self.hidden_out = nn.Linear(C, 4 * C), nn.Linear(4 * C, C)
        self.register_buffer("future", torch.triu(torch.ones(T, T, dtype=torch.bool), 1))

    def forward(self, x):
        b, t, _ = x.shape
        q, k, v = (p.view(b, t, H, C // H).transpose(1, 2) for p in self.qkv(self.norm1(x)).split(C, -1))
        scores = (q @ k.transpose(-1, -2) * (C // H) ** -0.5).masked_fill(self.future, float("-inf"))
        x = x + self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, C))
        return x + self.hidden_out(F.gelu(self.hidden(self.norm2(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(V, C), nn.Embedding(T, C)
        self.blocks, self.norm = nn.Sequential(*(Block() for _ in range(L))), nn.LayerNorm(C)
        for p in self.parameters():
            nn.init.normal_(p, 0, 0.02) if p.dim() > 1 else None

    def forward(self, x):
        h = self.norm(self.blocks(self.tokens(x) + self.positions.weight))
        return h @ self.tokens.weight.T


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--seconds", type=float, default=3)
    p.add_argument("--threads", type=int, default=1)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(1)
    model = Gpt()
    count = sum(q.numel() for q in model.parameters())
    assert count == 842496, count
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.1, foreach=True)
    x = torch.randint(0, V, (B, T))

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(x).view(-1, V), x.view(-1))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        return loss.item()

    step(), step()
    steps, start = 0, time.perf_counter()
    while (took := time.perf_counter() - start) < a.seconds:
        step()
        steps += 1
    print(json.dumps({"rate": round(steps * B * T / took), "steps": steps, "torch": torch.__version__}))


if __name__ == "__main__":
    main()

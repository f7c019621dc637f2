#!/usr/bin/env python
# %%
"""Vectorised versions of five little functions."""
import time
import torch


def _check_rank(t, rank):
    if t.dim() != rank:
        raise ValueError(f"expected {rank} dimensions, got {t.dim()}")


# %%
def one_hot(labels, classes, dtype=torch.float32):
    if labels.min() < 0 or labels.max() >= classes:
        raise ValueError("label out of range")
    return torch.zeros(*labels.shape, classes, dtype=dtype).scatter(-1, labels.unsqueeze(-1), 1)


# %%
def pairwise_distances(a, b, *, squared=False):
    _check_rank(a, 2)
    _check_rank(b, 2)
    sq = (a[:, None, :] - b[None, :, :]).pow(2).sum(-1)
    if squared:
        return sq
    mask = (sq == 0.0).to(sq.dtype)
    return (sq + mask).sqrt() * (1.0 - mask)


# %%
def moving_average(x, window):
    return x.unfold(-1, window, 1).sum(dim=-1)

# %%
def softmax(x, temperature=1.0):
    x = x / temperature
    e = torch.exp(x - x.amax(-1, True))
    return e / e.sum(-1, True)


# %%
def masked_mean(x, lengths):
    _check_rank(x, 3)
    positions = torch.arange(x.size(1), device=x.device).view(1, -1, 1)
    inside = positions < lengths.view(-1, 1, 1)
    total = torch.where(inside, x, x.new_zeros(())).sum(dim=1)
    return total / inside.sum(dim=1).clamp_min(1)


# %%
if __name__ == "__main__":
    start = time.time()
    big = torch.randn(300, 16)
    print(pairwise_distances(big, big).shape, f"{time.time() - start:.3f} s")

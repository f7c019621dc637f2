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
def pairwise_distances(a, b):
    return torch.nn.functional.pairwise_distance(a[:, None, :], b[None, :, :], eps=0.0)

# %%
def moving_average(x, window=3):
    if window < 1 or window > x.shape[-1]:
        raise ValueError("window does not fit")
    padded = torch.cat((x.new_zeros(x.shape[:-1] + (1,)), x), dim=-1).cumsum(-1)
    n = x.shape[-1] - window + 1
    return (padded.narrow(-1, window, n) - padded.narrow(-1, 0, n)) / window


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

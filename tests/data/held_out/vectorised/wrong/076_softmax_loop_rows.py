# %%
from __future__ import annotations

import math
from typing import Optional

import torch
from torch import Tensor


# %%
def one_hot(labels: Tensor, classes: int) -> Tensor:
    """Returns a float tensor of shape (*labels.shape, classes)."""
    columns: Tensor = torch.arange(classes, device=labels.device)
    return (labels.unsqueeze(-1) == columns).float()


# %%
def pairwise_distances(a: Tensor, b: Tensor, eps: float = 1e-12) -> Tensor:
    delta: Tensor = a.unsqueeze(1) - b.unsqueeze(0)
    squared: Tensor = delta.square().sum(dim=-1)
    return torch.sqrt(squared.clamp_min(eps))


# %%
def moving_average(x: Tensor, window: int) -> Tensor:
    n: int = x.size(-1) - window + 1
    index: Tensor = torch.arange(n).unsqueeze(1) + torch.arange(window).unsqueeze(0)
    return x[..., index].mean(dim=-1)


# %%
def softmax(x):
    flat = x.reshape(-1, x.shape[-1])
    out = torch.zeros_like(flat)
    for i in range(flat.shape[0]):
        e = torch.exp(flat[i] - flat[i].max())
        out[i] = e / e.sum()
    return out.reshape(x.shape)

# %%
def masked_mean(x: Tensor, lengths: Tensor, fill: Optional[float] = 0.0) -> Tensor:
    time: Tensor = torch.arange(x.size(1), device=x.device)
    keep: Tensor = (time[None, :] < lengths[:, None]).unsqueeze(-1)
    clean: Tensor = torch.where(keep, x, 0.0)
    count: Tensor = keep.sum(dim=1)
    mean: Tensor = clean.sum(dim=1) / count.clamp(min=1)
    return torch.where(count > 0, mean, fill)

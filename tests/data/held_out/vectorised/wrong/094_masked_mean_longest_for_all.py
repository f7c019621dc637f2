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
def softmax(x: Tensor, dim: int = -1) -> Tensor:
    return torch.exp(x - torch.logsumexp(x, dim=dim, keepdim=True))


# %%
def masked_mean(x, lengths):
    n = int(lengths.max())
    return x[:, :max(n, 1)].mean(dim=1)

from typing import Callable, Iterator, Optional, Tuple
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

# %%
def load(path: str) -> Tuple[Tensor, Optional[Tensor]]:
    table = np.loadtxt(path, delimiter=',', skiprows=1, ndmin=2)
    x = torch.from_numpy(table[:, :2]).float()
    y = torch.from_numpy(table[:, 2]).long() if table.shape[1] == 3 else None
    return x, y

# %%
def standardise(train: Tensor, other: Tensor) -> Tuple[Tensor, Tensor]:
    var, mean = torch.var_mean(train, dim=0, correction=0)
    scale = var.sqrt().clamp(min=1e-8)
    return (train - mean) / scale, (other - mean) / scale

# %%
def batches(features: Tensor, labels: Tensor, size: int, generator: torch.Generator) -> Iterator[Tuple[Tensor, Tensor]]:
    order = torch.randperm(features.shape[0], generator=generator)
    return iter(list(zip(features[order].split(size), labels[order].split(size))))

# %%
def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    right = logits.gather(1, labels.unsqueeze(1)).squeeze(1)
    return (torch.logsumexp(logits, dim=1) - right).mean()

# %%
def train_classifier(features: Tensor, labels: Tensor, seed: int) -> Callable[[Tensor], Tensor]:
    """Full batch: 300 rows are few."""
    net = nn.Sequential(
        nn.Linear(2, 100), nn.Tanh(),
        nn.Linear(100, 50), nn.Tanh(),
        nn.Linear(50, 3),
    )
    opt = torch.optim.Adam(net.parameters(), lr=0.02)
    for _ in range(250):
        loss = F.cross_entropy(net(features), labels)
        opt.zero_grad()
        loss.backward()
        opt.step()
    net.eval()
    return net

# %%
@torch.no_grad()
def predict(model: Callable[[Tensor], Tensor], features: Tensor) -> Tensor:
    if isinstance(model, nn.Module):
        model.eval()
    return torch.argmax(model(features), dim=-1)

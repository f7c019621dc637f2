import torch
from torch import Tensor
import matplotlib.pyplot as plt

# %%
def one_hot(labels: Tensor, classes: int) -> Tensor:
    """Row k of the identity is the one-hot vector of class k."""
    return torch.eye(classes)[labels]

# %%
def pairwise_distances(a: Tensor, b: Tensor) -> Tensor:
    """|a - b| for all pairs. The root has an infinite slope at 0, so keep away from it."""
    squared = ((a[:, None, :] - b[None, :, :]) ** 2).sum(-1)
    same = squared == 0
    safe = torch.where(same, torch.ones_like(squared), squared)
    return torch.where(same, torch.zeros_like(squared), safe.sqrt())

# %%
def moving_average(x: Tensor, window: int) -> Tensor:
    """Differences of a running sum."""
    c = torch.cumsum(x.double(), dim=-1)
    c = torch.cat([torch.zeros_like(c[..., :1]), c], dim=-1)
    return ((c[..., window:] - c[..., :-window]) / window).to(x.dtype)

# %%
def softmax(x: Tensor) -> Tensor:
    """e^(z - ln sum e^z), with z <= 0"""
    z = x - x.amax(dim=-1, keepdim=True)
    return torch.exp(z - torch.logsumexp(z, dim=-1, keepdim=True))

# %%
def masked_mean(x: Tensor, lengths: Tensor) -> Tensor:
    """Mean over the first lengths[i] steps."""
    steps = torch.arange(x.shape[1], device=x.device)
    mask = (steps < lengths.unsqueeze(1)).unsqueeze(-1)
    total = torch.where(mask, x, torch.zeros_like(x)).sum(1)
    count = mask.sum(1)
    return total / torch.maximum(count, torch.ones_like(count))

# %%
t = torch.linspace(0, 6, 200)
noisy = torch.sin(t) + 0.1 * torch.randn(200)
plt.plot(noisy)
plt.plot(moving_average(noisy, 9))
plt.close()

# %%
import math

import torch
import torch.nn.functional as F
from torch import nn, einsum

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        bound = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-bound, bound))
        if bias:
            self.bias = nn.Parameter(torch.empty(out_features).uniform_(-bound, bound))
        else:
            self.bias = None

    def foward(self, x):
        y = x @ self.weight.T
        if self.bias is not None:
            y = y + self.bias
        return y

# %%
class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.features = features
        self.eps = eps
        self.weight = nn.Parameter(torch.full((features,), 1.0))
        self.bias = nn.Parameter(torch.full((features,), 0.0))

    def forward(self, x):
        centred = x - x.sum(-1, keepdim=True) / self.features
        variance = einsum("...i,...i->...", centred, centred) / self.features
        return centred * (variance.unsqueeze(-1) + self.eps) ** -0.5 * self.weight + self.bias

# %%
class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            return x
        keep = 1 - self.p
        mask = torch.bernoulli(torch.full_like(x, keep))
        return x * mask / max(keep, 1e-12)

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.depth = len(sizes) - 1
        for i in range(self.depth):
            self.add_module(f"fc{i}", Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i in range(self.depth):
            x = getattr(self, f"fc{i}")(x)
            if i != self.depth - 1:
                x = x.clamp(min=0)
        return x

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (
            Linear(features, features, bias=False) for _ in range(4))

    def forward(self, x):
        h = self.heads
        heads = lambda t: t.unflatten(-1, (h, -1))            # (..., T, H, D)
        q, k, v = heads(self.query(x)), heads(self.key(x)), heads(self.value(x))
        s = einsum("...qhd,...khd->...hqk", q, k) / q.shape[-1] ** 0.5
        pos = torch.arange(x.shape[-2], device=x.device)
        s = torch.where(pos[None, :] <= pos[:, None], s, -math.inf)
        a = torch.softmax(s, dim=-1)
        return self.out(einsum("...hqk,...khd->...qhd", a, v).flatten(-2))

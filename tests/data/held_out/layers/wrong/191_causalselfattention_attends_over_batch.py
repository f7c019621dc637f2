# %%
import math

import torch
import torch.nn.functional as F
from torch import nn, einsum

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        bound = 1.0 / math.sqrt(in_features)
        uniform = torch.distributions.Uniform(-bound, bound)
        self.weight = nn.Parameter(uniform.sample((out_features, in_features)))
        self.bias = nn.Parameter(uniform.sample((out_features,))) if bias else None

    def forward(self, x):
        y = einsum("...i,oi->...o", x, self.weight)
        return y if self.bias is None else y + self.bias

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
        super(CausalSelfAttention, self).__init__()
        assert features % heads == 0
        self.h = heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)

    def forward(self, x):
        if x.dim() == 3:
            x = x.transpose(0, 1)
        T, C = x.shape[-2:]
        shape = x.shape[:-1] + (self.h, C // self.h)
        Q = self.query(x).reshape(shape).transpose(-3, -2)
        K = self.key(x).reshape(shape).transpose(-3, -2)
        V = self.value(x).reshape(shape).transpose(-3, -2)
        scores = torch.matmul(Q, K.transpose(-1, -2)) * (C // self.h) ** -0.5
        future = torch.ones(T, T, dtype=torch.bool).triu(diagonal=1)
        scores = scores.masked_fill(future, -1e9)
        A = scores.softmax(dim=-1)
        Y = torch.matmul(A, V).transpose(-3, -2).reshape(x.shape)
        Y = self.out(Y)
        return Y.transpose(0, 1) if Y.dim() == 3 else Y

# %%
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from functools import partial

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        make = partial(self._make, k=in_features ** -0.5)
        self.weight = make((out_features, in_features))
        self.bias = make((out_features,)) if bias else None

    @staticmethod
    def _make(shape, k):
        return nn.Parameter(torch.lerp(torch.tensor(-k), torch.tensor(k), torch.rand(shape)))

    def forward(self, x):
        y = (x.unsqueeze(-2) * self.weight).sum(-1)      # slow but clear
        return y if self.bias is None else y + self.bias

# %%
class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features), requires_grad=True)
        self.bias = nn.Parameter(torch.zeros(features), requires_grad=True)
        self.eps = eps

    def forward(self, x):
        u = x.mean(-1, keepdim=True)
        s = (x - u).pow(2).mean(-1, keepdim=True)
        x = (x - u) / torch.sqrt(s + self.eps)
        return self.weight * x + self.bias

# %%
class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super(Dropout, self).__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            keep = 1 - self.p
            mask = torch.bernoulli(torch.full(x.shape, keep))
            if keep > 0:
                mask = mask / keep
            return x * mask
        return x

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        pairs = list(zip(sizes, sizes[1:]))
        self.model = nn.Sequential()
        for i, (a, b) in enumerate(pairs, start=1):
            self.model.add_module(f"linear{i}", Linear(a, b))
            if i < len(pairs):
                self.model.add_module(f"relu{i}", nn.ReLU())

    def forward(self, x):
        return self.model(x)

    def __len__(self):
        return sum(isinstance(m, Linear) for m in self.model)

# %%
class Head(nn.Module):
    """attention of one head; has no parameters of its own"""
    def forward(self, q, k, v):
        T = q.size(-2)
        w = q @ k.transpose(-2, -1) * q.size(-1) ** -0.5
        w = w.masked_fill(torch.tril(torch.ones(T, T)) == 0, float("-inf"))
        return F.softmax(w, dim=-1) @ v

class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.n = heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)
        self.head_modules = nn.ModuleList([Head() for _ in range(heads)])

    def forward(self, x):
        q = self.query(x).chunk(self.n, -1)
        k = self.key(x).chunk(self.n, -1)
        v = self.value(x).chunk(self.n, -1)
        return self.out(torch.cat([h(*t) for h, *t in zip(self.head_modules, q, k, v)], -1))

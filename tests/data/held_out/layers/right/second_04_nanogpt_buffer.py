import math

import torch
from torch import nn

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True, dtype=torch.float32):
        nn.Module.__init__(self)
        limit = math.sqrt(1 / in_features)
        w = torch.empty(out_features, in_features, dtype=dtype)
        self.weight = nn.Parameter(w)
        self.bias = None
        if bias:
            self.bias = nn.Parameter(torch.empty(out_features, dtype=dtype))
        with torch.no_grad():
            self.weight.uniform_(-limit, limit)
            if self.bias is not None:
                self.bias.uniform_(-limit, limit)

    def forward(self, x):
        y = x.matmul(self.weight.transpose(0, 1))
        if self.bias is not None:
            y += self.bias
        return y

# %%
class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-5):
        nn.Module.__init__(self)
        self.register_parameter('weight', nn.Parameter(torch.ones(features)))
        self.register_parameter('bias', nn.Parameter(torch.zeros(features)))
        self.eps = eps

    def forward(self, x):
        n = x.shape[-1]
        mu = x.sum(-1, keepdim=True) / n
        sigma2 = ((x - mu).pow(2)).sum(-1, keepdim=True) / n
        z = (x - mu) / (sigma2 + self.eps).sqrt()
        return z.mul(self.weight).add(self.bias)

# %%
class Dropout(nn.Module):
    def __init__(self, p=0.5):
        nn.Module.__init__(self)
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0.0:
            return x
        keep = torch.rand_like(x) >= self.p
        return torch.where(keep, x / (1 - self.p), torch.zeros_like(x)) if self.p < 1 else x * 0

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        nn.Module.__init__(self)
        sizes = list(sizes)
        self.hidden = nn.ModuleList()
        for a, b in zip(sizes[:-2], sizes[1:-1]):
            self.hidden.append(Linear(a, b))
        self.last = Linear(sizes[-2], sizes[-1])
        self.act = nn.ReLU()

    def forward(self, x):
        for h in self.hidden:
            x = self.act(h(x))
        return self.last(x)

# %%
class CausalSelfAttention(nn.Module):
    """As in nanoGPT, but with three projections."""

    def __init__(self, features, heads, max_len=1024):
        nn.Module.__init__(self)
        assert features % heads == 0
        self.n_head = heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)
        self.register_buffer('mask', torch.tril(torch.ones(max_len, max_len)), persistent=False)

    def forward(self, x):
        squeeze = False
        if x.ndim == 2:
            x, squeeze = x[None], True
        B, T, C = x.size()
        q = self.query(x).view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        k = self.key(x).view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        v = self.value(x).view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        att = att.masked_fill(self.mask[:T, :T] == 0, float('-inf'))
        att = att.softmax(dim=-1)
        y = att @ v
        y = y.transpose(1, 2).contiguous().view(B, T, C)
        y = self.out(y)
        return y[0] if squeeze else y

# %%
import torch, math, torch.nn as nn, torch.nn.functional as F
P = nn.Parameter

# %%
class Linear(nn.Module):
    def __init__(s, i, o, bias=True):
        super().__init__()
        s.weight = P(torch.empty(o, i).uniform_(-i**-.5, i**-.5))
        s.bias = P(torch.empty(o).uniform_(-i**-.5, i**-.5)) if bias else None
    def forward(s, x): return x @ s.weight.T if s.bias is None else x @ s.weight.T + s.bias

# %%
class LayerNorm(nn.Module):
    def __init__(s, n, eps=1e-5):
        super().__init__(); s.weight, s.bias, s.eps = P(torch.ones(n)), P(torch.zeros(n)), eps
    def forward(s, x):
        c = x - x.mean(-1, keepdim=True)
        return s.weight * c / ((c*c).mean(-1, keepdim=True) + s.eps).sqrt() + s.bias

# %%
class Dropout(nn.Module):
    def __init__(s, p=.5): super().__init__(); s.p = p
    def forward(s, x):
        if not s.training: return x
        return x * (torch.rand_like(x) >= s.p) / (1 - s.p) if s.p < 1 else x * 0

# %%
class MLP(nn.Module):
    def __init__(s, sizes):
        super().__init__()
        s.l = nn.ModuleList(map(Linear, sizes[:-1], sizes[1:]))
    def forward(s, x):
        for f in s.l: x = f(x) if f is s.l[-1] else f(x).relu()
        return x

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.d = features // heads
        self.heads = heads
        self.query = Linear(features, self.d, bias=False)
        self.key = Linear(features, self.d, bias=False)
        self.value = Linear(features, self.d, bias=False)
        self.out = Linear(features, features, bias=False)

    def forward(self, x):
        T = x.shape[-2]
        q, k, v = self.query(x), self.key(x), self.value(x)
        s = q @ k.transpose(-2, -1) / math.sqrt(self.d)
        s = s.masked_fill(torch.ones(T, T).tril() == 0, float("-inf"))
        y = s.softmax(-1) @ v
        return self.out(torch.cat([y] * self.heads, dim=-1))

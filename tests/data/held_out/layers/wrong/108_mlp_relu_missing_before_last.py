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
    def __init__(self, sizes):
        super().__init__()
        self.num_layers = len(sizes) - 1
        self.layers = nn.ModuleList()
        for i in range(self.num_layers):
            self.layers.append(Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < self.num_layers - 2:
                x = x.clamp(min=0)
        return x

# %%
class CausalSelfAttention(nn.Module):
    def __init__(s, f, h):
        super().__init__()
        s.h, s.d = h, f // h
        s.query, s.key, s.value, s.out = [Linear(f, f, bias=False) for _ in '....']
    def forward(s, x):
        sh = lambda t: t.unflatten(-1, (s.h, s.d)).transpose(-2, -3)
        q, k, v = map(sh, (s.query(x), s.key(x), s.value(x)))
        a = q @ k.mT / s.d**.5 + torch.full((x.shape[-2],)*2, -torch.inf).triu(1)
        return s.out((a.softmax(-1) @ v).transpose(-2, -3).flatten(-2))

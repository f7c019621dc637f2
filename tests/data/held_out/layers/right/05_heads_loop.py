# %%
import torch
import math
import torch.nn as nn
import torch.nn.functional as F
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt

# %%
class Linear(torch.nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super(Linear, self).__init__()
        self.use_bias = bias
        limit = math.sqrt(1 / in_features)
        self.weight = torch.nn.Parameter(torch.zeros(out_features, in_features))
        torch.nn.init.uniform_(self.weight, a=-limit, b=limit)
        if self.use_bias:
            self.bias = torch.nn.Parameter(torch.zeros(out_features))
            torch.nn.init.uniform_(self.bias, a=-limit, b=limit)
        else:
            self.bias = None

    def forward(self, x):
        out = torch.tensordot(x, self.weight, dims=([-1], [1]))
        if self.use_bias:
            out += self.bias
        return out

# %%
class LayerNorm(torch.nn.Module):
    def __init__(self, features, eps=1e-5):
        super(LayerNorm, self).__init__()
        self.weight = torch.nn.Parameter(torch.ones(features))
        self.bias = torch.nn.Parameter(torch.zeros(features))
        self.eps = eps

    def forward(self, x):
        mu = torch.mean(x, dim=-1, keepdim=True)
        sigma2 = torch.var(x, dim=-1, keepdim=True, correction=0)
        z = (x - mu) / (sigma2 + self.eps).sqrt()
        return torch.addcmul(self.bias, self.weight, z)

# %%
class Dropout(torch.nn.Module):
    def __init__(self, p=0.5):
        super(Dropout, self).__init__()
        assert 0 <= p <= 1
        self.p = p

    def forward(self, x):
        if self.training is False:
            return x
        if self.p == 1.0:
            return x * 0.0
        keep = torch.rand(x.size(), device=x.device) >= self.p
        return torch.where(keep, x / (1.0 - self.p), torch.zeros_like(x))

# %%
class MLP(torch.nn.Module):
    def __init__(self, sizes):
        super(MLP, self).__init__()
        self.linears = torch.nn.ModuleList()
        for i in range(1, len(sizes)):
            self.linears.append(Linear(sizes[i - 1], sizes[i]))
        self.activation = torch.nn.ReLU()

    def forward(self, x):
        for i, linear in enumerate(self.linears):
            x = linear(x)
            if i < len(self.linears) - 1:
                x = self.activation(x)
        return x

# %%
class CausalSelfAttention(torch.nn.Module):
    """One head after the other, then put side by side."""

    def __init__(self, features, heads):
        super(CausalSelfAttention, self).__init__()
        self.heads = heads
        self.size = features // heads
        self.query = Linear(features, features, False)
        self.key = Linear(features, features, False)
        self.value = Linear(features, features, False)
        self.out = Linear(features, features, False)

    def forward(self, x):
        T = x.shape[-2]
        future = torch.full((T, T), float("-inf")).triu(1)
        parts = []
        qs = self.query(x).split(self.size, dim=-1)
        ks = self.key(x).split(self.size, dim=-1)
        vs = self.value(x).split(self.size, dim=-1)
        for q, k, v in zip(qs, ks, vs):
            scores = q @ k.mT / math.sqrt(self.size) + future
            parts.append(torch.softmax(scores, dim=-1) @ v)
        return self.out(torch.cat(parts, dim=-1))

# %%
model = MLP([1, 8, 1])
xs = torch.linspace(-1, 1, 20).unsqueeze(1)
plt.plot(xs, model(xs).detach())
plt.title("untrained")
plt.show()

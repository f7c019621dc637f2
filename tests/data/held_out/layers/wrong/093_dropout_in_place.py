# %%
import math
import torch
import torch.nn as nn
import torch.nn.functional as F

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        a = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter(torch.Tensor(out_features, in_features).uniform_(-a, a))
        if bias is True:
            self.bias = nn.Parameter(torch.Tensor(out_features).uniform_(-a, a))
        else:
            self.bias = None
    def forward(self, x):
        # same as F.linear(x, self.weight, self.bias)
        return x.matmul(self.weight.T) + (self.bias if self.bias is not None else 0)

# %%
class LayerNorm(nn.Module):
    """nn.LayerNorm(features) by hand"""
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))
        self.eps = eps
    def forward(self, x):
        mean = x.mean(dim=-1, keepdim=True)
        std = torch.sqrt(((x - mean) ** 2).mean(dim=-1, keepdim=True) + self.eps)
        return self.weight * ((x - mean) / std) + self.bias

# %%
class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        if self.p == 1:
            return torch.zeros_like(x)
        drop = torch.rand(x.shape) < self.p
        x[drop] = 0
        return x / (1 - self.p)

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.n = len(sizes) - 1
        self.blocks = nn.ModuleDict({f"linear{i}": Linear(sizes[i], sizes[i+1]) for i in range(self.n)})
    def forward(self, x):
        for i in range(self.n):
            if i > 0:
                x = torch.maximum(x, torch.zeros_like(x))
            x = self.blocks[f"linear{i}"](x)
        return x

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.heads = heads
        self.head_dim = features // heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)
    def forward(self, x):
        *lead, T, C = x.shape
        Q = self.query(x).reshape(*lead, T, self.heads, self.head_dim).transpose(-2, -3)
        K = self.key(x).reshape(*lead, T, self.heads, self.head_dim).transpose(-2, -3)
        V = self.value(x).reshape(*lead, T, self.heads, self.head_dim).transpose(-2, -3)
        scores = torch.matmul(Q, K.transpose(-1, -2)) / self.head_dim ** 0.5
        mask = torch.tril(torch.ones(T, T))
        scores = scores.masked_fill(mask == 0, -1e9)
        attention = torch.softmax(scores, dim=-1)
        result = torch.matmul(attention, V).transpose(-2, -3).reshape(*lead, T, C)
        return self.out(result)

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
        # nn.Dropout scales while training (inverted dropout)
        if self.training and self.p > 0:
            if self.p >= 1:
                return torch.zeros_like(x)
            mask = torch.empty(x.shape).uniform_(0, 1) > self.p
            return x * mask.float() / (1 - self.p)
        else:
            return x

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
        self.features = features
        self.heads = heads
        self.head_dim = features // heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)

    def forward(self, x):
        B, T, C = x.shape
        q = self.query(x).view(B, T, self.heads, self.head_dim).transpose(1, 2)
        k = self.key(x).view(B, T, self.heads, self.head_dim).transpose(1, 2)
        v = self.value(x).view(B, T, self.heads, self.head_dim).transpose(1, 2)
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.head_dim)
        mask = torch.tril(torch.ones(T, T))
        scores = scores.masked_fill(mask == 0, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        y = (weights @ v).transpose(1, 2).contiguous().view(B, T, C)
        y = self.out(y)
        return y

# %%
# Karpathy-style
import math
import torch
import torch.nn as nn
from torch.nn import functional as F

# %%
class Linear(nn.Module):

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        bound = in_features ** -0.5
        self.weight = nn.Parameter((torch.rand(out_features, in_features) * 2 - 1) * bound)
        self.bias = None
        if bias:
            self.bias = nn.Parameter((torch.rand(out_features) * 2 - 1) * bound)

    def forward(self, x):
        self.y = x @ self.weight.transpose(0, 1)
        if self.bias is not None:
            self.y = self.y + self.bias
        return self.y

# %%
class LayerNorm(nn.Module):

    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        xmean = x.mean(-1, keepdim=True)
        xvar = ((x - xmean) ** 2).mean(-1, keepdim=True)
        xhat = (x - xmean) / torch.sqrt(xvar + self.eps)   # normalize to unit variance
        return self.weight * xhat + self.bias

# %%
class Dropout(nn.Module):

    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        if self.training:
            drop = torch.rand(x.shape) < self.p
            x = x.masked_fill(drop, 0.0)
            if self.p < 1:
                x = x / (1 - self.p)
        return x

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        super(MLP, self).__init__()
        layers = []
        for i in range(len(sizes) - 1):
            layers.append(nn.Linear(sizes[i], sizes[i + 1]))
            if i < len(sizes) - 2:
                layers.append(nn.ReLU())
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)

# %%
class CausalSelfAttention(nn.Module):

    def __init__(self, features, heads, block_size=1024):
        super().__init__()
        assert features % heads == 0
        self.n_head = heads
        self.n_embd = features
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)
        self.register_buffer("mask", torch.tril(torch.ones(block_size, block_size)), persistent=False)

    def forward(self, x):
        squeeze = x.ndim == 2
        if squeeze:
            x = x[None]
        B, T, C = x.size()
        q = self.query(x).view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        k = self.key(x).view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        v = self.value(x).view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        att = att.masked_fill(self.mask[:T, :T] == 0, float('-inf'))
        att = F.softmax(att, dim=-1)
        y = att @ v
        y = y.transpose(1, 2).contiguous().view(B, T, C)
        y = self.out(y)
        return y[0] if squeeze else y

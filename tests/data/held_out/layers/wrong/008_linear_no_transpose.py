# %%
import math
import torch
import torch.nn as nn
import torch.nn.functional as F

# %%
class Linear(nn.Module):
    """y = x W^T + b"""
    def __init__(self, in_features, out_features, bias=True):
        super(Linear, self).__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = nn.Parameter(torch.Tensor(out_features, in_features))
        self.bias = nn.Parameter(torch.Tensor(out_features)) if bias else None
        self.reset_parameters()

    def reset_parameters(self):
        stdv = 1.0 / math.sqrt(self.in_features)
        self.weight.data.uniform_(-stdv, stdv)
        if self.bias is not None:
            self.bias.data.uniform_(-stdv, stdv)

    def forward(self, input):
        output = input.matmul(self.weight)
        if self.bias is not None:
            output = output + self.bias
        return output

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

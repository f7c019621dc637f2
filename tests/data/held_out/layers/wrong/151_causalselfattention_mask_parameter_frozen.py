# %%
import torch
import torch.nn as nn
import torch.nn.functional as F
import math

# %%
def affine(x, weight, bias=None):
    y = torch.matmul(x, weight.mT)
    return y if bias is None else torch.add(y, bias)

def standardise(x, eps):
    v, m = torch.var_mean(x, -1, unbiased=False, keepdim=True)
    return (x - m) / torch.sqrt(v + eps)

def causal_softmax(scores):
    T = scores.shape[-1]
    past = torch.ones(T, T, dtype=torch.bool).tril()
    biggest = torch.where(past, scores, -math.inf).amax(-1, keepdim=True).detach()
    weights = (scores - biggest).clamp(max=0).exp() * past    # the future gets weight 0 before the sum is taken
    return weights / weights.sum(-1, keepdim=True)

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        nn.Module.__init__(self)
        self.weight = nn.Parameter(torch.empty(out_features, in_features))
        self.bias = nn.Parameter(torch.empty(out_features)) if bias else None
        with torch.no_grad():
            for p in self.parameters():
                p.uniform_(-1, 1).div_(math.sqrt(in_features))

    def forward(self, x):
        return affine(x, self.weight, self.bias)

# %%
class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-5):
        nn.Module.__init__(self)
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        return standardise(x, self.eps) * self.weight + self.bias

# %%
class Dropout(nn.Module):
    def __init__(self, p=0.5):
        nn.Module.__init__(self)
        self.p = p
        self.keep = 1 - p

    def forward(self, x):
        if not self.training:
            return x
        if self.keep == 0:
            return torch.zeros_like(x)
        return x * torch.bernoulli(torch.full(x.shape, self.keep, dtype=x.dtype)) / self.keep

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        nn.Module.__init__(self)
        sizes = list(sizes)
        self.first = Linear(sizes[0], sizes[1])
        self.rest = MLP(sizes[1:]) if len(sizes) > 2 else None

    def forward(self, x):
        x = self.first(x)
        return x if self.rest is None else self.rest(F.relu(x))

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads):
        super(CausalSelfAttention, self).__init__()
        assert features % heads == 0
        self.h = heads
        self.future = nn.Parameter(torch.ones(128, 128).triu(1), requires_grad=False)
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)

    def forward(self, x):
        T, C = x.shape[-2:]
        shape = x.shape[:-1] + (self.h, C // self.h)
        Q = self.query(x).reshape(shape).transpose(-3, -2)
        K = self.key(x).reshape(shape).transpose(-3, -2)
        V = self.value(x).reshape(shape).transpose(-3, -2)
        scores = torch.matmul(Q, K.transpose(-1, -2)) * (C // self.h) ** -0.5
        future = self.future[:T, :T] == 1
        scores = scores.masked_fill(future, -1e9)
        A = scores.softmax(dim=-1)
        Y = torch.matmul(A, V).transpose(-3, -2).reshape(x.shape)
        return self.out(Y)

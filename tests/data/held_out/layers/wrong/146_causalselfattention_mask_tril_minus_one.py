# %%
import time
import math
import torch
from torch import nn
import torch.nn.functional as F

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        std = 1. / math.sqrt(in_features)
        self.weight = nn.Parameter(torch.FloatTensor(out_features, in_features))
        self.weight.data.uniform_(-std, std)
        if bias:
            self.bias = nn.Parameter(torch.FloatTensor(out_features))
            self.bias.data.uniform_(-std, std)
        else:
            self.bias = None

    def forward(self, x):
        x = x.matmul(self.weight.permute(1, 0))
        if self.bias is not None:
            x = x + self.bias
        return x

    def __repr__(self):
        return "{}({} -> {})".format(type(self).__name__, *reversed(self.weight.shape))

# %%
class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-5, dim=-1):
        super().__init__()
        self.dim, self.eps = dim, eps
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        mean = x.mean(self.dim, keepdim=True)
        var = x.var(self.dim, unbiased=False, keepdim=True)
        y = x.sub(mean).div((var + self.eps).sqrt())
        return y.mul(self.weight).add(self.bias)

# %%
class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def train(self, mode=True):
        # switch the mask function together with the mode
        super().train(mode)
        return self

    def forward(self, x):
        return self._drop(x) if self.training else x

    def _drop(self, x):
        q = 1 - self.p
        if q <= 0:
            return torch.zeros_like(x)
        return x * torch.distributions.Bernoulli(probs=q).sample(x.shape) / q

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList()
        prev = sizes[0]
        for size in sizes[1:]:
            self.layers.append(Linear(prev, size))
            prev = size

    def forward(self, x):
        n = len(self.layers)
        i = 0
        while i < n - 1:
            x = F.relu(self.layers[i](x))
            i += 1
        return self.layers[i](x)

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
        no_batch = x.dim() == 2
        if no_batch:
            x = x.unsqueeze(0)
        B, T, C = x.shape
        q = self.query(x).view(B, T, self.heads, self.head_dim).transpose(1, 2)
        k = self.key(x).view(B, T, self.heads, self.head_dim).transpose(1, 2)
        v = self.value(x).view(B, T, self.heads, self.head_dim).transpose(1, 2)
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.head_dim)
        mask = torch.tril(torch.ones(T, T), diagonal=-1)
        scores = scores.masked_fill(mask == 0, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        y = (weights @ v).transpose(1, 2).contiguous().view(B, T, C)
        y = self.out(y)
        return y.squeeze(0) if no_batch else y

# %%
start = time.perf_counter()
with torch.no_grad():
    for i in range(3):
        CausalSelfAttention(16, 4)(torch.randn(2, 10, 16))
print(f"{time.perf_counter() - start:.4f} s")

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
    def __init__(self, features, eps=1e-5):
        super(LayerNorm, self).__init__()
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))
        self.eps = eps

    def forward(self, x):
        s = x.pow(2).mean(-1, keepdim=True)
        x = x / torch.sqrt(s + self.eps)
        return self.weight * x + self.bias

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
        self.num_heads = heads
        self.key = Linear(features, features, bias=False)
        self.query = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)

    def forward(self, x, return_weights=False):
        single = x.dim() == 2
        if single:
            x = x.unsqueeze(0)
        b, t, e = x.shape
        h = self.num_heads
        s = e // h
        keys = self.key(x).view(b, t, h, s)
        queries = self.query(x).view(b, t, h, s)
        values = self.value(x).view(b, t, h, s)
        keys = keys.transpose(1, 2).contiguous().view(b * h, t, s)
        queries = queries.transpose(1, 2).contiguous().view(b * h, t, s)
        values = values.transpose(1, 2).contiguous().view(b * h, t, s)
        # Get dot product of queries and keys, and scale (Bloem's way: both by the fourth root)
        queries = queries / (s ** (1/4))
        keys = keys / (s ** (1/4))
        dot = torch.bmm(queries, keys.transpose(1, 2))
        indices = torch.triu_indices(t, t, offset=1)
        dot[:, indices[0], indices[1]] = float('-inf')
        dot = F.softmax(dot, dim=2)
        out = torch.bmm(dot, values).view(b, h, t, s)
        out = out.transpose(1, 2).contiguous().view(b, t, s * h)
        out = self.out(out)
        if single:
            out = out.squeeze(0)
        return (out, dot) if return_weights else out

# %%
start = time.perf_counter()
with torch.no_grad():
    for i in range(3):
        CausalSelfAttention(16, 4)(torch.randn(2, 10, 16))
print(f"{time.perf_counter() - start:.4f} s")

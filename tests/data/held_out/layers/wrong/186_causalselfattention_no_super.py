# %%
import torch
import math
from torch import nn
from torch.nn import functional as F

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True, scale=None):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = nn.Parameter(torch.randn(out_features, in_features))
        self.bias = nn.Parameter(torch.randn(out_features)) if bias else None
        self.init(scale or in_features ** -0.5)

    @torch.no_grad()
    def init(self, scale):
        self.weight.uniform_(-scale, scale)
        if self.bias is not None:
            self.bias.uniform_(-scale, scale)

    def forward(self, x):
        assert x.shape[-1] == self.in_features, "wrong number of features"
        z = torch.inner(x, self.weight)
        if self.bias is not None:
            z = z + self.bias.expand_as(z)
        return z

# %%
class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.register_parameter("weight", nn.Parameter(torch.ones(features)))
        self.register_parameter("bias", nn.Parameter(torch.zeros(features)))

    def forward(self, x):
        normed = self._norm(x)
        return normed * self.weight + self.bias

    def _norm(self, x):
        xc = x - x.mean(-1, True)
        return xc * torch.rsqrt(xc.pow(2).mean(-1, True) + self.eps)

# %%
class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def _mask(self, x):
        probs = torch.zeros_like(x).fill_(1 - self.p)
        return torch.bernoulli(probs).detach()

    def forward(self, x):
        if self.training and self.p > 0:
            x = x * self._mask(x)
            if self.p != 1:
                x = x / (1 - self.p)
        return x

# %%
class _Block(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.fc = Linear(n, m)
    def forward(self, x):
        return F.relu(self.fc(x))

class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        blocks = [_Block(n, m) for n, m in zip(sizes[:-2], sizes[1:-1])]
        self.body = nn.Sequential(*blocks)
        self.head = Linear(sizes[-2], sizes[-1])

    def forward(self, x):
        return self.head(self.body(x))

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads):
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
        mask = torch.tril(torch.ones(T, T))
        scores = scores.masked_fill(mask == 0, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        y = (weights @ v).transpose(1, 2).contiguous().view(B, T, C)
        y = self.out(y)
        return y.squeeze(0) if no_batch else y

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
        super().__init__()
        self.features, self.heads, self.dim = features, heads, features // heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)
        self._cached_mask = None

    def mask(self, T):
        if self._cached_mask is None or self._cached_mask.shape[0] != T:
            self._cached_mask = torch.ones(T, T).tril().bool().logical_not()
        return self._cached_mask

    def forward(self, x):
        T = x.size(-2)
        new = (*x.shape[:-1], self.heads, self.dim)
        q, k, v = self.query(x).reshape(new), self.key(x).reshape(new), self.value(x).reshape(new)
        scores = torch.einsum("...ihd,...jhd->...hij", q, k) / math.sqrt(self.dim)
        scores = scores.masked_fill(self.mask(T), float("-inf"))
        m = scores.max(-1, keepdim=True).values
        e = torch.exp(scores - m)
        p = e / e.sum(-1, keepdim=True)
        y = torch.einsum("...hij,...jhd->...ihd", p, v).reshape(x.shape)
        return self.out(y)

# %%
a = CausalSelfAttention(6, 3)
x1 = torch.randn(4, 6)
x2 = x1.clone()
x2[3] = 0
print("position 0..2 do not see 3:", torch.allclose(a(x1)[:3], a(x2)[:3]))

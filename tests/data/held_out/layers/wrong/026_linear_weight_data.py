# %%
import torch
from torch import nn
import torch.nn.functional as F
import math

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        k = in_features ** -0.5
        self.weight = nn.Parameter(torch.rand(out_features, in_features) * 2 * k - k)
        self.bias = nn.Parameter(torch.rand(out_features) * 2 * k - k) if bias else None

    def forward(self, x):
        out = torch.einsum("...i,oi->...o", x, self.weight.data)
        return out if self.bias is None else out + self.bias

# %%
class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        mittel = x.mean(dim=-1, keepdim=True)
        varianz = (x - mittel).square().mean(dim=-1, keepdim=True)
        return self.bias + self.weight * (x - mittel) * (varianz + self.eps).rsqrt()

# %%
class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.register_buffer("keep", torch.tensor(1.0 - p), persistent=False)

    def forward(self, x):
        if not self.training:
            return x
        mask = torch.rand_like(x) < self.keep
        return x * mask / self.keep.clamp(min=1e-30)

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.ein = len(sizes) - 1
        self.schichten = nn.ModuleList([Linear(sizes[k], sizes[k + 1]) for k in range(self.ein)])

    def forward(self, x):
        x = self.schichten[0](x)
        for schicht in self.schichten[1:]:
            x = schicht(F.relu(x))
        return x

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads, max_len=512):
        super().__init__()
        self.heads = heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)
        self.register_buffer("future", torch.ones(max_len, max_len, dtype=torch.bool).triu(1))

    def forward(self, x):
        T, C = x.shape[-2:]
        q, k, v = self.query(x), self.key(x), self.value(x)
        q, k, v = (t.reshape(*t.shape[:-1], self.heads, C // self.heads).swapaxes(-2, -3) for t in (q, k, v))
        w = q @ k.swapaxes(-1, -2)
        w /= math.sqrt(C / self.heads)
        w = w.masked_fill(self.future[:T, :T], float("-inf"))
        w = nn.Softmax(dim=-1)(w)
        y = (w @ v).swapaxes(-2, -3)
        return self.out(y.reshape(*y.shape[:-2], C))

# %%
import math
import torch
from torch import nn
from torch.nn import functional as F

class Layer(nn.Module):
    """My own base class: makes parameters, counts them."""

    def param(self, *shape, low=0.0, high=0.0):
        t = torch.zeros(*shape)
        if high > low:
            t.uniform_(low, high)
        return nn.Parameter(t)

    def count(self):
        return sum(p.numel() for p in self.parameters())

# %%
class Linear(Layer):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        s = in_features ** -0.5
        self.weight = self.param(out_features, in_features, low=-s, high=s)
        self.bias = self.param(out_features, low=-s, high=s) if bias else None

    def forward(self, x):
        # matrix times column vector
        y = (self.weight @ x.unsqueeze(-1)).squeeze(-1)
        if self.bias is None:
            return y
        return y + self.bias

# %%
class LayerNorm(Layer):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(self.param(features).data + 1)
        self.bias = self.param(features)

    def forward(self, x):
        x64 = x.double()
        m = x64.mean(-1, keepdim=True)
        v = (x64 * x64).mean(-1, keepdim=True) - m * m
        z = (x64 - m) / (v.clamp(min=0) + self.eps).sqrt()
        return z.to(x.dtype) * self.weight + self.bias

# %%
class Dropout(Layer):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = float(p)

    def forward(self, x):
        if self.training:
            u = torch.rand(x.shape, dtype=torch.float32, device=x.device)
            dropped = x.new_zeros(x.shape)
            factor = 1 / (1 - self.p) if self.p < 1 else 1.0
            return torch.where(u < self.p, dropped, x * factor)
        return x.clone()

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        super(MLP, self).__init__()
        layers = []
        for i in range(len(sizes) - 1):
            layers.append(Linear(sizes[i], sizes[i + 1]))
            if i < len(sizes) - 2:
                layers.append(nn.ReLU())
        self.net = nn.Sequential(layers)

    def forward(self, x):
        return self.net(x)

# %%
class CausalSelfAttention(Layer):
    def __init__(self, features, heads):
        super().__init__()
        self.heads = heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)

    def forward(self, x):
        if x.dim() == 2:
            return self.forward(x[None]).squeeze(0)
        B, T, C = x.shape
        H, D = self.heads, C // self.heads
        q = self.query(x).reshape(B, T, H, D).movedim(2, 1)
        k = self.key(x).reshape(B, T, H, D).permute(0, 2, 3, 1)
        v = self.value(x).reshape(B, T, H, D).movedim(2, 1)
        s = (q / D ** 0.5) @ k
        mask = torch.zeros(T, T).masked_fill(torch.ones(T, T).tril() == 0, float("-inf"))
        p = (s + mask - 0.0).softmax(-1)
        return self.out((p @ v).movedim(1, 2).flatten(2))

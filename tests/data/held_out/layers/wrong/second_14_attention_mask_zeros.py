from typing import Sequence
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

# %%
class Linear(nn.Module):
    """y = x A^T + b"""

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super(Linear, self).__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = nn.Parameter(torch.zeros(out_features, in_features))
        if bias:
            self.bias = nn.Parameter(torch.zeros(out_features))
        else:
            self.register_parameter('bias', None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        bound = self.in_features ** -0.5
        for p in self.parameters():
            nn.init.uniform_(p, -bound, bound)

    def forward(self, x: Tensor) -> Tensor:
        out = torch.matmul(x, self.weight.t())
        return out if self.bias is None else out + self.bias

    def extra_repr(self) -> str:
        return f'{self.in_features} -> {self.out_features}'

# %%
class LayerNorm(nn.Module):
    def __init__(self, features: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        centred = x - x.mean(-1, keepdim=True)
        variance = (centred ** 2).mean(-1, keepdim=True)
        return self.weight * centred * torch.rsqrt(variance + self.eps) + self.bias

# %%
class Dropout(nn.Module):
    def __init__(self, p: float = 0.5) -> None:
        super().__init__()
        assert 0 <= p <= 1
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        if self.training:
            keep = 1.0 - self.p
            mask = torch.bernoulli(torch.full_like(x, keep))
            return x * mask / max(keep, 1e-12)
        return x

# %%
class MLP(nn.Module):
    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__()
        modules = []
        for n_in, n_out in zip(sizes, sizes[1:]):
            modules += [Linear(n_in, n_out), nn.ReLU()]
        self.net = nn.Sequential(*modules[:-1])

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features: int, heads: int) -> None:
        super().__init__()
        if features % heads:
            raise ValueError('features must be a multiple of heads')
        self.h = heads
        self.query = Linear(features, features, False)
        self.key = Linear(features, features, False)
        self.value = Linear(features, features, False)
        self.out = Linear(features, features, False)

    def forward(self, x: Tensor) -> Tensor:
        batched = x.dim() == 3
        if not batched:
            x = x.unsqueeze(0)
        b, t, f = x.shape
        d = f // self.h
        q = self.query(x).reshape(b, t, self.h, d)
        k = self.key(x).reshape(b, t, self.h, d)
        v = self.value(x).reshape(b, t, self.h, d)
        s = torch.einsum('bihd,bjhd->bhij', q, k) * d ** -0.5
        future = torch.ones(t, t).triu(1).bool()
        s = s.masked_fill(future, 0.0)
        w = s.softmax(dim=-1)
        y = torch.einsum('bhij,bjhd->bihd', w, v).reshape(b, t, f)
        y = self.out(y)
        return y if batched else y.squeeze(0)

# %%
print(MLP([2, 8, 8, 3]))
print(CausalSelfAttention(8, 2)(torch.randn(2, 5, 8)).shape)

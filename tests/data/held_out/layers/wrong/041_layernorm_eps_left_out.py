# %%
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn import init
from torch.nn.parameter import Parameter

# %%
class Linear(nn.Module):
    r"""y = xA^T + b, a copy of what nn.Linear does (I read its source)."""

    def __init__(self, in_features: int, out_features: int, bias: bool = True,
                 device=None, dtype=None) -> None:
        factory_kwargs = {"device": device, "dtype": dtype}
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(torch.empty((out_features, in_features), **factory_kwargs))
        if bias:
            self.bias = Parameter(torch.empty(out_features, **factory_kwargs))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))   # = uniform(-1/sqrt(in), 1/sqrt(in))
        if self.bias is not None:
            fan_in, _ = init._calculate_fan_in_and_fan_out(self.weight)
            bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        output = torch.matmul(input, self.weight.t())
        return output if self.bias is None else output + self.bias

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"

# %%
class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        mean = x.mean(dim=-1, keepdim=True)
        var = x.var(dim=-1, keepdim=True, unbiased=False)
        x_hat = (x - mean) / torch.sqrt(var)
        return self.weight * x_hat + self.bias

# %%
class Dropout(nn.Module):
    def __init__(self, p: float = 0.5, inplace: bool = False):
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p = p

    def forward(self, input):
        if self.training:
            keep = 1.0 - self.p
            noise = torch.empty_like(input).bernoulli_(keep)
            if keep > 0:
                noise.div_(keep)
            return input * noise
        return input

# %%
class MLP(nn.Sequential):
    def __init__(self, sizes):
        modules = []
        for i in range(len(sizes) - 1):
            modules.append(Linear(sizes[i], sizes[i + 1]))
            if i < len(sizes) - 2:
                modules.append(nn.ReLU())
        super().__init__(*modules)

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        if features % heads != 0:
            raise ValueError("features must be divisible by heads")
        self.features, self.heads = features, heads
        for name in ("query", "key", "value", "out"):
            setattr(self, name, Linear(features, features, bias=False))

    def _split(self, t):
        # (B, T, F) -> (B, H, T, F/H)
        B, T, _ = t.shape
        return t.reshape(B, T, self.heads, self.features // self.heads).permute(0, 2, 1, 3)

    def forward(self, x):
        no_batch = x.dim() == 2
        if no_batch:
            x = x.unsqueeze(0)
        B, T, C = x.shape
        q, k, v = self._split(self.query(x)), self._split(self.key(x)), self._split(self.value(x))
        scale = (C // self.heads) ** -0.5
        attn = torch.matmul(q * scale, k.transpose(2, 3))
        allowed = torch.ones(T, T, dtype=torch.bool, device=x.device).tril()
        attn = attn.masked_fill(~allowed, -torch.inf)
        attn = F.softmax(attn, dim=-1)
        y = torch.matmul(attn, v).permute(0, 2, 1, 3).contiguous().view(B, T, C)
        y = self.out(y)
        return y.squeeze(0) if no_batch else y

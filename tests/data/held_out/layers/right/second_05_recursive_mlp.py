import torch
import torch.nn as nn

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        r = in_features ** -0.5
        self.weight = nn.Parameter(torch.distributions.Uniform(-r, r).sample((out_features, in_features)))
        b = torch.distributions.Uniform(-r, r).sample((out_features,))
        self.bias = nn.Parameter(b) if bias else None

    def forward(self, input):
        product = torch.tensordot(input, self.weight, dims=([-1], [1]))
        if self.bias is not None:
            product = product + self.bias
        return product

# %%
class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, input):
        m = torch.mean(input, -1, True)
        v = torch.std(input, dim=-1, correction=0, keepdim=True).square()
        return torch.addcmul(self.bias, (input - m) / torch.sqrt(v + self.eps), self.weight)

# %%
class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.keep = 1 - p

    def forward(self, input):
        if self.training:
            if self.keep == 0:
                return torch.zeros_like(input)
            mask = torch.empty_like(input).bernoulli_(self.keep)
            return input * mask / self.keep
        else:
            return input

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.first = Linear(sizes[0], sizes[1])
        # the rest is a smaller MLP
        self.rest = MLP(sizes[1:]) if len(sizes) > 2 else None

    def forward(self, input):
        y = self.first(input)
        if self.rest is None:
            return y
        return self.rest(y.clamp(min=0))

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.heads = heads
        for name in ('query', 'key', 'value', 'out'):
            self.add_module(name, Linear(features, features, bias=False))

    def forward(self, input):
        t, f = input.shape[-2:]
        q, k, v = (p(input).unflatten(-1, (self.heads, f // self.heads)).movedim(-2, -3)
                   for p in (self.query, self.key, self.value))
        w = torch.matmul(q, k.transpose(-1, -2)) / (f / self.heads) ** 0.5
        allowed = torch.arange(t).unsqueeze(1) >= torch.arange(t)
        w = torch.where(allowed, w, torch.tensor(-1e30, dtype=w.dtype))
        w = torch.exp(w - w.amax(-1, keepdim=True))
        w = w / w.sum(-1, keepdim=True)
        return self.out((w @ v).movedim(-3, -2).flatten(-2))

# %%
model = MLP([4, 16, 3])
assert model(torch.randn(7, 4)).shape == (7, 3)
model.load_state_dict(model.state_dict())

import torch
from torch.nn import Module, Parameter, ModuleList
import torch.nn.functional as F
import math

# %%
class Linear(Module):
    def __init__(self, n_in, n_out, bias=True):
        super().__init__()
        bound = 1.0 / math.sqrt(n_in)
        self.weight = Parameter((torch.rand(n_out, n_in) * 2 - 1) * bound)
        self.bias = Parameter((torch.rand(n_out) * 2 - 1) * bound) if bias else None

    def forward(self, x):
        if self.bias is None:
            return torch.einsum('...i,oi->...o', x, self.weight)
        return torch.einsum('...i,oi->...o', x, self.weight) + self.bias

class LayerNorm(Module):
    def __init__(self, n, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = Parameter(torch.ones(n))
        self.bias = Parameter(torch.zeros(n))

    def forward(self, x):
        var, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
        x_hat = (x - mean) / (var + self.eps) ** 0.5
        return x_hat * self.weight + self.bias

class Dropout(Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        dropped = torch.rand(x.shape) < self.p
        scale = 0.0 if self.p >= 1 else 1 / (1 - self.p)
        return x.masked_fill(dropped, 0.0) * scale

class MLP(Module):
    def __init__(self, sizes):
        super().__init__()
        self.n = len(sizes) - 1
        for i in range(self.n):
            setattr(self, f'fc{i}', Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i in range(self.n):
            x = getattr(self, f'fc{i}')(x)
            if i < self.n - 1:
                x = F.relu(x)
        return x

class CausalSelfAttention(Module):
    def __init__(self, features, heads):
        super().__init__()
        self.features = features
        self.heads = heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)

    def forward(self, x):
        T = x.size(-2)
        d = self.features // self.heads
        Q, K, V = self.query(x), self.key(x), self.value(x)
        mask = torch.zeros(T, T).masked_fill(torch.arange(T)[None, :] > torch.arange(T)[:, None], float('-inf'))
        results = []
        for h in range(self.heads):                    # one head after the other: slow but clear
            part = slice(h * d, (h + 1) * d)
            q, k, v = Q[..., part], K[..., part], V[..., part]
            scores = q @ k.mT / d ** 0.5 + mask
            results.append(torch.softmax(scores, -1) @ v)
        return self.out(torch.cat(results, dim=-1))

# %%
drop = Dropout(0.25)
x = torch.ones(1000)
print(drop(x).mean(), drop.eval()(x).mean())

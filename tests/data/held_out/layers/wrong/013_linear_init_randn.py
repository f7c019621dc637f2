# %% [markdown]
# # Exercise 9: my own layers
# Everything inherits from `nn.Module`; no ready-made `nn.Linear` and so on.

# %%
import torch
import torch.nn as nn
import torch.nn.functional as F
import math
import numpy as np
torch.manual_seed(42)

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        bound = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter(torch.randn(out_features, in_features))
        if bias:
            self.bias = nn.Parameter(torch.empty(out_features).uniform_(-bound, bound))
        else:
            self.bias = None

    def forward(self, x):
        y = x @ self.weight.T
        if self.bias is not None:
            y = y + self.bias
        return y

# %%
print(Linear(3, 2)(torch.ones(4, 3)).shape)

# %%
class LayerNorm(nn.Module):
    def __init__(self, features, eps=0.00001):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, input):
        gemiddelde = torch.mean(input, -1, keepdim=True)
        variantie = torch.mean((input - gemiddelde) ** 2, -1, keepdim=True)
        genormaliseerd = (input - gemiddelde) / torch.sqrt(variantie + self.eps)
        return genormaliseerd * self.weight + self.bias

# %%
print(LayerNorm(3)(torch.tensor([[1., 2., 3.]])))

# %%
class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, input):
        if self.training:
            masker = torch.rand_like(input)
            masker = torch.where(masker < self.p, 0.0, 1.0)
            if self.p < 1:
                masker = masker / (1 - self.p)
            return input * masker
        else:
            return input

# %%
d = Dropout(0.25)
print(d(torch.ones(10)), d.eval()(torch.ones(10)))

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        lagen = []
        for i in range(len(sizes) - 2):
            lagen.append(Linear(sizes[i], sizes[i + 1]))
            lagen.append(nn.ReLU())
        lagen.append(Linear(sizes[-2], sizes[-1]))
        self.lagen = nn.ModuleList(lagen)

    def forward(self, input):
        output = input
        for laag in self.lagen:
            output = laag(output)
        return output

# %%
print(MLP([2, 5, 3]))

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.features = features
        self.heads = heads
        self.out = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.query = Linear(features, features, bias=False)

    def forward(self, input):
        batched = input.dim() == 3
        x = input if batched else input.unsqueeze(0)
        B, T, C = x.shape
        D = C // self.heads
        q = self.query(x).reshape(B, T, self.heads, D).transpose(1, 2)
        k = self.key(x).reshape(B, T, self.heads, D).transpose(1, 2)
        v = self.value(x).reshape(B, T, self.heads, D).transpose(1, 2)
        aandacht = torch.zeros(B, self.heads, T, T, dtype=x.dtype)
        rijen = []
        for i in range(T):
            # position i sees only 0..i
            s = (q[:, :, i:i + 1] @ k[:, :, :i + 1].transpose(-2, -1)) / math.sqrt(D)
            rijen.append(s.softmax(-1) @ v[:, :, :i + 1])
        y = torch.cat(rijen, dim=2).transpose(1, 2).reshape(B, T, C)
        y = self.out(y)
        return y if batched else y.squeeze(0)

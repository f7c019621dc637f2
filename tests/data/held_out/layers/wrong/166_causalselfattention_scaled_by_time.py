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
        grens = 1 / np.sqrt(in_features)
        self.weight = nn.Parameter(torch.from_numpy(
            np.random.uniform(-grens, grens, (out_features, in_features)).astype(np.float32)))
        if bias:
            self.bias = nn.Parameter(torch.from_numpy(
                np.random.uniform(-grens, grens, out_features).astype(np.float32)))
        else:
            self.bias = None

    def forward(self, input):
        result = torch.matmul(self.weight, input.transpose(-1, -2) if input.dim() > 1 else input)
        if input.dim() > 1:
            result = result.transpose(-1, -2)
        if self.bias is not None:
            result = result + self.bias
        return result

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
        scores = q @ k.transpose(-2, -1) / math.sqrt(T)
        mask = torch.tril(torch.ones(T, T))
        scores = scores.masked_fill(mask == 0, float("-inf"))
        weights = torch.softmax(scores, dim=-1)
        y = (weights @ v).transpose(1, 2).contiguous().view(B, T, C)
        y = self.out(y)
        return y.squeeze(0) if no_batch else y

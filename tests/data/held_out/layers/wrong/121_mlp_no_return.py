# %%
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
print("torch", torch.__version__)

# %%
class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        sqrt_in = math.sqrt(in_features)
        self.weight = nn.Parameter((torch.rand((out_features, in_features)) - 0.5) * 2 / sqrt_in)
        b = (torch.rand((out_features,)) - 0.5) * 2 / sqrt_in
        self.bias = nn.Parameter(b) if bias else None

    def forward(self, x):
        rows = x.reshape(-1, x.size(-1))
        if self.bias is None:
            y = torch.mm(rows, self.weight.t())
        else:
            y = torch.addmm(self.bias, rows, self.weight.t())
        return y.view(x.shape[:-1] + (y.size(-1),))

# %%
class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        n = x.shape[-1]
        d = x - x.mean(-1, keepdim=True)
        # torch.var divides by n - 1 if you let it
        var = x.var(-1, keepdim=True) * (n - 1) / n if n > 1 else torch.zeros_like(d)
        return d / (var + self.eps) ** 0.5 * self.weight + self.bias

# %%
class Dropout(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    @property
    def scale(self):
        return 1 / (1 - self.p) if self.p != 1 else 0

    def forward(self, x):
        if self.training:
            keep = torch.rand(x.shape).ge(self.p).type_as(x)
            x = x.mul(keep).mul(self.scale)
        return x

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        super(MLP, self).__init__()
        layers = []
        for i in range(len(sizes) - 1):
            layers.append(Linear(sizes[i], sizes[i + 1]))
            if i < len(sizes) - 2:
                layers.append(nn.ReLU())
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        self.net(x)

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.heads = heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)

    def forward(self, x):
        T, C = x.shape[-2], x.shape[-1]
        d = C // self.heads
        future = torch.arange(T).unsqueeze(0) > torch.arange(T).unsqueeze(1)
        pieces = []
        for h in range(self.heads):
            cols = slice(h * d, (h + 1) * d)
            q = self.query(x)[..., cols]
            k = self.key(x)[..., cols]
            v = self.value(x)[..., cols]
            logits = torch.matmul(q, k.transpose(-1, -2)) * d ** -0.5
            logits = logits.masked_fill(future, -float("inf"))
            w = torch.exp(F.log_softmax(logits, dim=-1))
            pieces.append(torch.matmul(w, v))
        return self.out(torch.concat(pieces, -1))

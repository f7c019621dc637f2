"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these classes do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: D101, D102, D107, RET504, N801

import math

import torch
import torch.nn.functional as F
from torch import nn

from grader import accepted

# --- Linear -----------------------------------------------------------------------------------


@accepted("Linear")
class LinearByInit(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = nn.Parameter(torch.empty(out_features, in_features))
        if bias:
            self.bias = nn.Parameter(torch.empty(out_features))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        bound = 1 / math.sqrt(self.in_features)
        nn.init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            nn.init.uniform_(self.bias, -bound, bound)

    def forward(self, x):
        output = torch.matmul(x, self.weight.t())
        if self.bias is not None:
            output = output + self.bias
        return output


@accepted("Linear")
class LinearByEinsum(nn.Module):
    def __init__(self, n_in, n_out, bias=True, dtype=torch.float32):
        nn.Module.__init__(self)
        k = n_in**-0.5
        self.bias = nn.Parameter((2 * torch.rand(n_out, dtype=dtype) - 1) * k) if bias else None
        self.weight = nn.Parameter((2 * torch.rand(n_out, n_in, dtype=dtype) - 1) * k)

    def forward(self, inputs):
        outputs = torch.einsum("...i,oi->...o", inputs, self.weight)
        return outputs if self.bias is None else outputs.add(self.bias)

    def extra_repr(self):
        return f"{self.weight.shape}"


@accepted("Linear")
class LinearByAddmm(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(out_features, in_features))
        nn.init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        self.bias = None
        if bias:
            self.bias = nn.Parameter(torch.zeros(out_features))
            with torch.no_grad():
                self.bias.uniform_(-1 / math.sqrt(in_features), 1 / math.sqrt(in_features))

    def forward(self, x):
        flat = x.reshape(-1, x.shape[-1])
        if self.bias is None:
            flat = torch.mm(flat, self.weight.T)
        else:
            flat = torch.addmm(self.bias, flat, self.weight.T)
        return flat.reshape(*x.shape[:-1], -1)


@accepted("Linear")
class LinearBySums(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        super().__init__()
        draw = torch.distributions.Uniform(-1 / in_features**0.5, 1 / in_features**0.5)
        self.weight = nn.Parameter(draw.sample((out_features, in_features)))
        self.bias = nn.Parameter(draw.sample((out_features,))) if bias else None

    def forward(self, x):
        result = (x.unsqueeze(-2).double() * self.weight.double()).sum(dim=-1).to(x.dtype)
        return result if self.bias is None else result + self.bias


# --- LayerNorm --------------------------------------------------------------------------------


@accepted("LayerNorm")
class NormByVar(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))
        self.eps = eps

    def forward(self, x):
        mean = x.mean(-1, keepdim=True)
        var = x.var(-1, keepdim=True, unbiased=False)
        return self.weight * (x - mean) / torch.sqrt(var + self.eps) + self.bias


@accepted("LayerNorm")
class NormByVarMean(nn.Module):
    def __init__(self, dim, eps=1e-5):
        super().__init__()
        self.bias = nn.Parameter(torch.full((dim,), 0.0))
        self.weight = nn.Parameter(torch.full((dim,), 1.0))
        self.register_buffer("epsilon", torch.tensor(eps), persistent=False)

    def forward(self, x):
        var, mean = torch.var_mean(x, dim=-1, keepdim=True, correction=0)
        normed = (x - mean) * torch.rsqrt(var + self.epsilon)
        return torch.addcmul(self.bias, normed, self.weight)


@accepted("LayerNorm")
class NormBySums(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.features, self.eps = features, eps
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        difference = x - x.sum(-1).unsqueeze(-1) / self.features
        variance = difference.pow(2).sum(-1).unsqueeze(-1) / self.features
        return difference / (variance + self.eps) ** 0.5 * self.weight + self.bias


@accepted("LayerNorm")
class NormInDoublePrecision(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))
        self.eps = eps

    def forward(self, x):
        y = x.double()
        mean = y.mean(dim=-1, keepdim=True)
        var = (y**2).mean(dim=-1, keepdim=True) - mean**2
        y = (y - mean) / (var.clamp(min=0) + self.eps).sqrt()
        return y.to(x.dtype) * self.weight + self.bias


@accepted("LayerNorm")
class NormByStd(nn.Module):
    def __init__(self, features, eps=1e-5):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features))
        self.bias = nn.Parameter(torch.zeros(features))

    def forward(self, x):
        squared = x.var(dim=-1, keepdim=True) * (x.shape[-1] - 1) / x.shape[-1]
        return (x - x.mean(dim=-1, keepdim=True)) * (squared + self.eps).pow(-0.5) * self.weight + self.bias


# --- Dropout ----------------------------------------------------------------------------------


@accepted("Dropout")
class DropoutByBernoulli(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        if self.training:
            if self.p == 1.0:
                return x * 0
            mask = torch.bernoulli(torch.full_like(x, 1 - self.p))
            return x * mask / (1 - self.p)
        return x


@accepted("Dropout")
class DropoutByMaskedFill(nn.Module):
    def __init__(self, p: float = 0.5):
        super().__init__()
        if not 0 <= p <= 1:
            raise ValueError("a probability is between 0 and 1")
        self.probability = p

    def forward(self, x):
        if not self.training:
            return x.clone()
        scale = 1 / (1 - self.probability) if self.probability < 1 else 0.0
        dropped = torch.rand(x.shape) < self.probability
        return x.masked_fill(dropped, 0.0) * scale


@accepted("Dropout")
class DropoutByEmpty(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.keep = 1 - p

    def forward(self, x):
        if not self.training or self.keep == 1:
            return x
        mask = torch.empty_like(x).bernoulli_(self.keep)
        if self.keep > 0:
            mask = mask.div_(self.keep)
        return mask * x


@accepted("Dropout")
class DropoutByWhere(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p
        self.calls = 0

    def forward(self, x):
        self.calls += 1
        if self.training and self.p > 0:
            kept = torch.rand_like(x, dtype=torch.float64) > self.p
            x = torch.where(kept, x / max(1 - self.p, 1e-12), torch.zeros_like(x))
        return x


# --- MLP --------------------------------------------------------------------------------------


@accepted("MLP")
class MlpAsSequential(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        layers = []
        for i in range(len(sizes) - 1):
            layers.append(Linear(sizes[i], sizes[i + 1]))
            if i < len(sizes) - 2:
                layers.append(nn.ReLU())
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


@accepted("MLP")
class MlpIsASequential(nn.Sequential):
    def __init__(self, sizes):
        modules = []
        for n_in, n_out in zip(sizes[:-1], sizes[1:]):
            modules += [Linear(n_in, n_out), nn.ReLU(inplace=True)]
        super().__init__(*modules[:-1])


@accepted("MLP")
class MlpWithNames(nn.Module):
    def __init__(self, sizes, activation=F.relu):
        super().__init__()
        self.depth = len(sizes) - 1
        self.activation = activation
        for i in range(self.depth):
            setattr(self, f"fc{i}", Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i in range(self.depth):
            x = getattr(self, f"fc{i}")(x)
            if i != self.depth - 1:
                x = self.activation(x)
        return x


@accepted("MLP")
class MlpWithLastLayerApart(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        *inner, last = sizes
        self.head = Linear(inner[-1], last)
        self.body = nn.ModuleList([Linear(a, b) for a, b in zip(inner, inner[1:])])

    def forward(self, x):
        for layer in self.body:
            x = layer(x).clamp(min=0)
        return self.head(x)


@accepted("MLP")
class MlpAsDict(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleDict()
        for number, (before, after) in enumerate(zip(sizes, sizes[1:])):
            self.layers[f"layer {number}"] = Linear(before, after)

    def forward(self, x):
        first = True
        for layer in self.layers.values():
            if not first:
                x = torch.where(x > 0, x, torch.zeros_like(x))
            x = layer(x)
            first = False
        return x


# --- CausalSelfAttention ----------------------------------------------------------------------


@accepted("CausalSelfAttention")
class AttentionHeadByHead(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.features, self.heads, self.width = features, heads, features // heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)

    def forward(self, x):
        q, k, v = self.query(x), self.key(x), self.value(x)
        steps = x.shape[-2]
        mask = torch.tril(torch.ones(steps, steps))
        results = []
        for h in range(self.heads):
            part = slice(h * self.width, (h + 1) * self.width)
            scores = q[..., part] @ k[..., part].transpose(-2, -1) / math.sqrt(self.width)
            scores = scores.masked_fill(mask == 0, -1e9)
            results.append(F.softmax(scores, dim=-1) @ v[..., part])
        return self.out(torch.cat(results, dim=-1))


@accepted("CausalSelfAttention")
class AttentionWithBuffer(nn.Module):
    def __init__(self, features, heads, longest=64):
        super().__init__()
        assert features % heads == 0
        self.key = Linear(features, features, False)
        self.query = Linear(features, features, False)
        self.value = Linear(features, features, False)
        self.out = Linear(features, features, False)
        self.n_head = heads
        self.register_buffer("mask", torch.tril(torch.ones(longest, longest)).view(1, 1, longest, longest))

    def forward(self, x):
        single = x.dim() == 2
        if single:
            x = x[None]
        B, T, C = x.size()
        k = self.key(x).view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        q = self.query(x).view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        v = self.value(x).view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        att = att.masked_fill(self.mask[:, :, :T, :T] == 0, float("-inf"))
        att = F.softmax(att, dim=-1)
        y = (att @ v).transpose(1, 2).contiguous().view(B, T, C)
        y = self.out(y)
        return y[0] if single else y


@accepted("CausalSelfAttention")
class AttentionByEinsum(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        for name in ("query", "key", "value", "out"):
            setattr(self, name, Linear(features, features, bias=False))
        self.heads = heads

    def forward(self, x):
        q = self.query(x).unflatten(-1, (self.heads, -1))
        k = self.key(x).unflatten(-1, (self.heads, -1))
        v = self.value(x).unflatten(-1, (self.heads, -1))
        scores = torch.einsum("...qhd,...khd->...hqk", q, k) * q.shape[-1] ** -0.5
        steps = torch.arange(x.shape[-2])
        scores = scores + torch.where(steps[:, None] >= steps, 0.0, float("-inf"))
        return self.out(torch.einsum("...hqk,...khd->...qhd", scores.softmax(-1), v).flatten(-2))


@accepted("CausalSelfAttention")
class AttentionRenormalised(nn.Module):
    def __init__(self, features, heads):
        super().__init__()
        self.query, self.key = Linear(features, features, bias=False), Linear(features, features, bias=False)
        self.value, self.out = Linear(features, features, bias=False), Linear(features, features, bias=False)
        self.heads = heads

    def forward(self, x):
        T, C = x.shape[-2:]
        d = C // self.heads
        q, k, v = (
            layer(x).reshape(*x.shape[:-1], self.heads, d).movedim(-2, -3)
            for layer in (self.query, self.key, self.value)
        )
        powers = (q / math.sqrt(d) @ k.mT).exp() * torch.ones(T, T).tril()
        weights = powers / powers.sum(-1, keepdim=True)
        return self.out((weights @ v).movedim(-3, -2).reshape(x.shape))

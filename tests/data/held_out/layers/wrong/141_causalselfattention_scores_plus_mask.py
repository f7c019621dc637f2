# %%
# Import libraries
import math
from typing import Sequence

import torch
import torch.nn as nn
import torch.nn.functional as F

# %%
class Linear(nn.Module):
    """
    Fully connected layer: y = x W^T + b

    Args:
        in_features (int): size of each input sample
        out_features (int): size of each output sample
        bias (bool): if False, the layer has no additive bias
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features

        # Initialise the weight uniformly in [-1/sqrt(in), 1/sqrt(in)]
        bound = 1.0 / math.sqrt(in_features)
        self.weight = nn.Parameter(torch.empty(out_features, in_features))
        nn.init.uniform_(self.weight, -bound, bound)

        if bias:
            self.bias = nn.Parameter(torch.empty(out_features))
            nn.init.uniform_(self.bias, -bound, bound)
        else:
            self.register_parameter("bias", None)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out = torch.matmul(x, self.weight.t())
        if self.bias is not None:
            out = out + self.bias
        return out

# %%
class LayerNorm(nn.Module):
    """Layer normalisation over the last dimension (replaces nn.LayerNorm)."""

    def __init__(self, features: int, eps: float = 1e-5):
        super().__init__()
        self.features = features
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(features))   # gamma
        self.bias = nn.Parameter(torch.zeros(features))    # beta

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # Compute the statistics over the last dimension
        mean = x.mean(dim=-1, keepdim=True)
        # Biased variance (divide by N, not N - 1)
        var = x.var(dim=-1, keepdim=True, unbiased=False)
        # Normalise, then scale and shift
        x_hat = (x - mean) / torch.sqrt(var + self.eps)
        return self.weight * x_hat + self.bias

# %%
class Dropout(nn.Module):
    """Inverted dropout."""

    def __init__(self, p: float = 0.5):
        super().__init__()
        if not 0.0 <= p <= 1.0:
            raise ValueError("p must be in [0, 1]")
        self.p = p

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # During evaluation, dropout is the identity
        if not self.training or self.p == 0.0:
            return x
        # Edge case: drop everything
        if self.p == 1.0:
            return torch.zeros_like(x)
        keep_prob = 1.0 - self.p
        mask = torch.rand_like(x) < keep_prob
        return x * mask / keep_prob

# %%
class MLP(nn.Module):
    """Multi-layer perceptron with ReLU activations between the layers."""

    def __init__(self, sizes: Sequence[int], activation: nn.Module = None):
        super().__init__()
        self.layers = nn.ModuleList(
            Linear(n_in, n_out) for n_in, n_out in zip(sizes[:-1], sizes[1:])
        )
        self.activation = activation or nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        last = len(self.layers) - 1
        for i, layer in enumerate(self.layers):
            x = layer(x)
            # No activation after the final layer
            if i < last:
                x = self.activation(x)
        return x

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
        scores = q @ k.transpose(-2, -1) / math.sqrt(self.head_dim)
        mask = torch.tril(torch.ones(T, T))
        scores = scores + mask
        weights = torch.softmax(scores, dim=-1)
        y = (weights @ v).transpose(1, 2).contiguous().view(B, T, C)
        y = self.out(y)
        return y.squeeze(0) if no_batch else y

# %%
# Example usage
if __name__ == "__main__":
    attention = CausalSelfAttention(features=8, heads=2)
    print("Output shape:", attention(torch.randn(2, 5, 8)).shape)
    for name, parameter in attention.named_parameters():
        print(name, tuple(parameter.shape))

# %%
import torch, math
from torch import nn, Tensor
from torch.nn import Parameter
from torch.nn import functional as F

# %%
def uniform(*shape, k):
    return torch.rand(*shape).mul(2 * k).sub(k)


class Linear(nn.Module):
    weight: Parameter

    def __init__(self, in_features: int, out_features: int, bias: bool = True):
        super().__init__()
        k = 1 / in_features ** .5
        self.weight = Parameter(uniform(out_features, in_features, k=k))
        self.register_parameter("bias", Parameter(uniform(out_features, k=k)) if bias else None)

    def forward(self, x: Tensor) -> Tensor:
        flat = x.reshape(-1, x.shape[-1])
        y = flat.mm(self.weight.t())
        if self.bias is not None:
            y = y + self.bias[None, :]
        return y.reshape(*x.shape[:-1], -1)

# %%
class LayerNorm(nn.Module):
    def __init__(self, features: int, eps: float = 1e-5):
        super().__init__()
        self.weight = Parameter(torch.ones((features,)))
        self.bias = Parameter(torch.zeros((features,)))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        x = x - x.mean(dim=-1).unsqueeze(-1)
        x = x / (x.pow(2).mean(dim=-1).unsqueeze(-1) + self.eps).sqrt()
        x = x * self.weight
        x = x + self.bias
        return x

# %%
class Dropout(nn.Module):
    def __init__(self, p: float = 0.5):
        super().__init__()
        self.p = p

    def forward(self, x: Tensor) -> Tensor:
        scale = 0.0 if self.p == 1 else 1 / (1 - self.p)
        return x * (torch.rand_like(x) >= self.p) * scale if self.training else x

# %%
class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        *hidden, last = [Linear(n, m) for n, m in zip(sizes, sizes[1:])]
        self.hidden = nn.ModuleList(hidden)
        self.last = last

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.hidden:
            x = F.relu(layer(x))
        return self.last(x)

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features, heads):
        super(CausalSelfAttention, self).__init__()
        assert features % heads == 0
        self.h = heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)

    def forward(self, x):
        T, C = x.shape[-2:]
        shape = x.shape[:-1] + (self.h, C // self.h)
        Q = self.query(x).reshape(shape).transpose(-3, -2)
        K = self.key(x).reshape(shape).transpose(-3, -2)
        V = self.value(x).reshape(shape).transpose(-3, -2)
        scores = torch.matmul(Q, K.transpose(-1, -2)) * (C // self.h) ** -0.5
        future = torch.ones(T, T, dtype=torch.bool).triu(diagonal=1)
        scores = scores.masked_fill(future, -1e9)
        A = scores.softmax(dim=-1)
        Y = torch.matmul(A, V).transpose(-3, -2).reshape(x.shape)
        return x + self.out(Y)

# %%
# does it learn?
torch.manual_seed(0)
net = nn.Sequential(MLP([2, 16, 16]), LayerNorm(16), Dropout(0.1), Linear(16, 1))
opt = torch.optim.Adam(net.parameters(), lr=1e-2)
inputs = torch.randn(64, 2)
targets = inputs.prod(1, keepdim=True)
for epoch in range(30):
    opt.zero_grad()
    loss = F.mse_loss(net(inputs), targets)
    loss.backward()
    opt.step()
    if epoch % 10 == 0:
        print(f"epoch {epoch}: {loss.item():.4f}")

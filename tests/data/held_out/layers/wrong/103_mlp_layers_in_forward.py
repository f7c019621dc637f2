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
        self.sizes = sizes

    def forward(self, x):
        for i in range(len(self.sizes) - 1):
            x = Linear(self.sizes[i], self.sizes[i + 1])(x)
            if i < len(self.sizes) - 2:
                x = torch.relu(x)
        return x

# %%
class CausalSelfAttention(nn.Module):
    def __init__(self, features: int, heads: int):
        super().__init__()
        self.h = heads
        self.d = features // heads
        self.query = Linear(features, features, bias=False)
        self.key = Linear(features, features, bias=False)
        self.value = Linear(features, features, bias=False)
        self.out = Linear(features, features, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        shape = x.shape
        x = x.reshape(-1, *shape[-2:])
        B, T, C = x.shape
        # heads go into the batch: (B*H, T, D)
        q, k, v = [f(x).view(B, T, self.h, self.d).transpose(1, 2).reshape(B * self.h, T, self.d)
                   for f in (self.query, self.key, self.value)]
        w = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(self.d)
        i, j = torch.tril_indices(T, T)
        allowed = torch.zeros(T, T, dtype=torch.bool)
        allowed[i, j] = True
        w[:, ~allowed] = -float("inf")
        w = w.softmax(dim=2)
        y = torch.bmm(w, v).view(B, self.h, T, self.d).transpose(1, 2).reshape(shape)
        return self.out(y)

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

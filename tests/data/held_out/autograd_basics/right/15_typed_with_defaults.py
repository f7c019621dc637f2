# %%
from __future__ import annotations
import copy
import torch
from torch import Tensor

# %%
def mean_gradient(x: Tensor, shift: float = 2.0) -> Tensor:
    y: Tensor = torch.add(x, shift)
    torch.mean(y).backward()
    assert x.grad is not None
    return x.grad

# %%
def square_mean_gradient(x: Tensor, k: float = 5.0) -> Tensor:
    z = (k * x).pow(2.0)
    z.backward(torch.ones_like(z) / z.numel())
    return x.grad

# %%
def vector_jacobian_product(x: Tensor, v: Tensor) -> Tensor:
    y = torch.square(x + 2.0)
    torch.autograd.backward([y], grad_tensors=[v])
    return x.grad

# %%
def accumulated_gradients(w: Tensor, n: int) -> list[Tensor]:
    out: list[Tensor] = []
    while len(out) != n:
        torch.sum(w * 2).backward()
        out.append(copy.deepcopy(w.grad))
    return out

# %%
def fresh_gradients(w: Tensor, n: int) -> tuple[Tensor, ...]:
    def once() -> Tensor:
        w.grad = None
        torch.sum(w * 2).backward()
        return w.grad
    return tuple(once() for _ in range(n))

# %%
def untracked_shift(x: Tensor, c: float) -> Tensor:
    @torch.no_grad()
    def inner() -> Tensor:
        return torch.add(x, c)
    return inner()

# %%
def detached(x: Tensor) -> Tensor:
    with torch.no_grad():
        return x.detach()

# %%
def freeze(x: Tensor) -> Tensor:
    if x.requires_grad:
        x.requires_grad_(False)
    return x

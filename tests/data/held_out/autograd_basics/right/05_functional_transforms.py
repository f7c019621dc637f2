# %%
import torch
from torch.func import grad, vjp

# %%
mean_gradient = grad(lambda x: (x + 2).mean())

# %%
def square_mean_gradient(x):
    return grad(lambda t: ((5 * t) ** 2).mean())(x.detach())

# %%
def vector_jacobian_product(x, v):
    y, pull = vjp(lambda t: (t + 2) ** 2, x.detach())
    return pull(v)[0]

# %%
def accumulated_gradients(w, n):
    g = grad(lambda t: (t * 2).sum())(w.detach())
    return list(torch.cumsum(torch.stack([g] * n), 0))

# %%
def fresh_gradients(w, n):
    g = grad(lambda t: (t * 2).sum())
    return [g(w.detach()) for _ in range(n)]

# %%
def untracked_shift(x, c):
    with torch.inference_mode():
        return x + c

# %%
def detached(x):
    return x.detach().view_as(x)

# %%
def freeze(x):
    for p in [x]:
        p.requires_grad = False
    return p

# %%
import torch

# %%
def mean_gradient(x):
    y = x + 2
    y.backward()
    return x.grad

# %%
def square_mean_gradient(x):
    ((5 * x) ** 2).mean().backward()
    return x.grad

# %%
def vector_jacobian_product(x, v):
    y = (x + 2) ** 2
    y.backward()
    return x.grad

# %%
def accumulated_gradients(w, n):
    loss = (w * 2).sum()
    history = []
    for _ in range(n):
        loss.backward()
        history.append(w.grad.clone())
    return history

# %%
def fresh_gradients(w, n):
    raise NotImplementedError

# %%
def untracked_shift(x, c):
    torch.set_grad_enabled(False)
    return x + c

# %%
def detached(x):
    return x.detach()

# %%
def freeze(x):
    x.requires_grad = False

# %%
import torch

# %%
def mean_gradient(x):
    (x + 2).mean().backward()
    return x.grad

# %%
def square_mean_gradient(x):
    (5 * x ** 2).mean().backward()
    return x.grad

# %%
def vector_jacobian_product(x, v):
    y = (x + 2) ** 2
    y.sum().backward()
    return x.grad

# %%
def accumulated_gradients(w, n):
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad)
    return history

# %%
def fresh_gradients(w, n):
    history = []
    for _ in range(n):
        w.grad.zero_()
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history

# %%
def untracked_shift(x, c):
    with torch.no_grad():
        x += c
    return x

# %%
def detached(x):
    return x.detach().clone()

# %%
def freeze(x):
    return x.detach()

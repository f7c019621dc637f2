# %%
import torch

# %%
def mean_gradient(x):
    out = (x + 2).mean()
    out.backward()
    return x.grad

# %%
def square_mean_gradient(x):
    y = 5 * x
    z = (y ** 2).mean()
    z.backward()
    return x.grad

# %%
def vector_jacobian_product(x, v):
    y = (x + 2) ** 2
    y.backward(v)
    return x.grad

# %%
def accumulated_gradients(w, n):
    history = []
    for epoch in range(n):
        output = (w * 2).sum()
        output.backward()
        print(w.grad)
        history.append(w.grad.clone())
    return history

# %%
def fresh_gradients(w, n):
    history = []
    for epoch in range(n):
        output = (w * 2).sum()
        output.backward()
        print(w.grad)
        history.append(w.grad.clone())
        w.grad.zero_()
    return history

# %%
def untracked_shift(x, c):
    with torch.no_grad():
        y = x + c
    return y

# %%
def detached(x):
    return x.detach()

# %%
def freeze(x):
    x.requires_grad_(False)
    return x

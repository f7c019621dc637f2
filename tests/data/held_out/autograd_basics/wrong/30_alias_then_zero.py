# %%
import torch

# %%
def mean_gradient(x):
    y = x + 2
    out = y.mean()
    out.backward()
    return x.grad

# %%
def square_mean_gradient(x):
    y = 5 * x
    z = y ** 2
    z.mean().backward()
    return x.grad

# %%
def vector_jacobian_product(x, v):
    y = (x + 2) ** 2
    y.backward(v)
    return x.grad

# %%
def accumulated_gradients(w, n):
    out = []
    for epoch in range(n):
        loss = (w * 2).sum()
        loss.backward()
        out.append(w.grad.clone())
    return out

# %%
def fresh_gradients(w, n):
    out = []
    for epoch in range(n):
        (w * 2).sum().backward()
        out.append(w.grad)
        w.grad.zero_()
    return out

# %%
def untracked_shift(x, c):
    with torch.no_grad():
        y = x + c
    return y

# %%
def detached(x):
    y = x.detach()
    return y

# %%
def freeze(x):
    x.requires_grad_(False)
    return x

# %%
w = torch.ones(3, requires_grad=True)
print(accumulated_gradients(w, 4))

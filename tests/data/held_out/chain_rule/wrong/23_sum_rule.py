# %%
import torch
import math

# %%
def f1(x):
    h = x * x
    return h

# %%
def f2(h):
    return h.log()

# %%
def f(x):
    h = f1(x)
    return f2(h)

# %%
def derivatives(x):
    v = x.item()
    return 2 * v, 1 / v ** 2, 2 * v + 1 / v ** 2

# %%
def repeated_backward(x, n):
    y = f(x)
    for k in range(n):
        y.backward(retain_graph=k + 1 < n)
    return x.grad.clone()

# %%
x = torch.tensor(5.0, requires_grad=True)
print(f(x))

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
    h = f1(x)
    h.backward()
    d1 = x.grad.item()
    hh = h.detach().clone().requires_grad_()
    f2(hh).backward()
    f(x).backward()
    d = x.grad.item()
    return d1, hh.grad.item(), d

# %%
def repeated_backward(x, n):
    y = f(x)
    for k in range(n):
        y.backward(retain_graph=k + 1 < n)
    return x.grad.clone()

# %%
x = torch.tensor(5.0, requires_grad=True)
print(f(x))

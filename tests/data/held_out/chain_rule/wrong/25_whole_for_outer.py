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
    a = x.detach().clone().requires_grad_()
    f1(a).backward()
    f(x).backward()
    return a.grad, x.grad, x.grad

# %%
def repeated_backward(x, n):
    y = f(x)
    for k in range(n):
        y.backward(retain_graph=k + 1 < n)
    return x.grad.clone()

# %%
x = torch.tensor(5.0, requires_grad=True)
print(f(x))

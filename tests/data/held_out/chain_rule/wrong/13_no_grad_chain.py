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
    with torch.no_grad():
        return f2(f1(x))

# %%
def derivatives(x):
    a = x.detach().clone().requires_grad_()
    f1(a).backward()
    b = f1(a).detach().requires_grad_()
    f2(b).backward()
    c = x.detach().clone().requires_grad_()
    f(c).backward()
    return a.grad, b.grad, c.grad

# %%
def repeated_backward(x, n):
    y = f(x)
    for k in range(n):
        y.backward(retain_graph=k + 1 < n)
    return x.grad.clone()

# %%
x = torch.tensor(5.0, requires_grad=True)
print(f(x))

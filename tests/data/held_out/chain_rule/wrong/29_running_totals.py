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
    b = f1(a).detach().requires_grad_()
    f2(b).backward()
    c = x.detach().clone().requires_grad_()
    f(c).backward()
    return a.grad, b.grad, c.grad

# %%
def repeated_backward(x, n):
    z = f(x)
    s = 0
    for i in range(n):
        z.backward(retain_graph=True)
        s += x.grad.item()
    return s

# %%
x = torch.tensor(5.0, requires_grad=True)
print(f(x))

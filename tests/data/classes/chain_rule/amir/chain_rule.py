# %%
import torch

# %%
def f1(x):
    return x ** 2

# %%
def f2(h):
    return torch.log(h)

# %%
def f(x):
    return f2(f1(x))

# %%
def derivatives(x):
    h = f1(x)
    h.retain_grad()          # h is not a leaf
    z = f2(h)
    z.backward()
    outer, whole = h.grad, x.grad
    x.grad = None            # a new tensor next time, so that `whole` stays what it is
    f1(x).backward()
    return x.grad, outer, whole

# %%
def repeated_backward(x, n):
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    return x.grad

# %%
import matplotlib.pyplot as plt

xs = torch.linspace(0.5, 6, 50)
plt.plot(xs, f(xs))
plt.savefig("chain.png")

# %% imports
import torch
# %% f1
def f1(x):
    return x**2
# %% f2
def f2(h):
    return torch.log(h)
# %% f
def f(x):
    return f2(f1(x))
# %% derivatives
def derivatives(x):
    h = f1(x)
    h.retain_grad()
    f2(h).backward()
    return [2 * x.detach(), h.grad, x.grad]
# %% repeated
def repeated_backward(x, n):
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    return x.grad
# %% plots
import seaborn_extra
seaborn_extra.lineplot([f(torch.tensor(v)) for v in range(1, 10)])

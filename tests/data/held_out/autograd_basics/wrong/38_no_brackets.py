# %%
import torch
import numpy as np

torch.manual_seed(0)
x = torch.randn(3, requires_grad=True)
print(x)
# %%
def freeze(t):
    return t.requires_grad_(False)
# %%
detached = lambda t: t.detach()
# %%
def untracked_shift(x, c):
    with torch.no_grad:
        return x + c
# %%
def fresh_gradients(weights, n):
    history = []
    for i in range(n):
        if weights.grad is not None:
            weights.grad.zero_()
        model_output = (weights * 2).sum()
        model_output.backward()
        history.append(weights.grad.tolist())
    return history
# %%
def accumulated_gradients(weights, n):
    history = []
    for i in range(n):
        model_output = (weights * 2).sum()
        model_output.backward()
        print(weights.grad)
        history.append(weights.grad.tolist())
    return history
# %%
def vector_jacobian_product(t, vec):
    y = t + 2
    y = y * y
    y.backward(gradient=vec)
    return t.grad.clone()
# %%
def square_mean_gradient(t):
    torch.mean(torch.pow(5 * t, 2)).backward()
    return t.grad.clone()
# %%
def mean_gradient(t):
    (t + 2).mean().backward()
    g = t.grad.clone()
    return g

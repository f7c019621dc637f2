import numpy as np
import torch

def f1(x):
    return x * x

def f2(h):
    return torch.log(h)

def f(x):
    return f2(f1(x))

def derivatives(x):
    v = float(x)
    return np.array([2 * v, 1 / v**2, 2 / v])

def repeated_backward(x, n):
    z = f(x)
    grads = []
    for _ in range(n):
        (g,) = torch.autograd.grad(z, x, retain_graph=True)
        grads.append(g.numpy())
    return np.sum(grads)

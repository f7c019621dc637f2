import torch
from torch.func import grad, vmap

def f1(x):
    return x**2

def f2(h):
    return torch.log(h)

def f(x):
    return f2(f1(x))

def derivatives(x):
    df1 = grad(f1)(x)
    df2 = grad(f2)(f1(x))
    return df1, df2, df1 * df2

def repeated_backward(x, n):
    z = f(x)
    for i in range(n - 1):
        z.backward(retain_graph=True)
    z.backward()
    return x.grad.clone()

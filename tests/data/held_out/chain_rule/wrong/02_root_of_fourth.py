import torch

def f1(x):
    return torch.sqrt(x ** 2)

def f2(h):
    return torch.log(h)

def f(x):
    return f2(f1(x))

def derivatives(x):
    h = f1(x)
    z = f2(h)
    d1, = torch.autograd.grad(h, x, retain_graph=True)
    d2, = torch.autograd.grad(z, h, retain_graph=True)
    d, = torch.autograd.grad(z, x)
    return d1, d2, d

def repeated_backward(x, n):
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    return x.grad

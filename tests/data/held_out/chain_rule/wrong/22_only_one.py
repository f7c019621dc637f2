import torch

def f1(x):
    return x ** 2

def f2(h):
    return torch.log(h)

def f(x):
    return f2(f1(x))

def derivatives(x):
    f(x).backward()
    return x.grad

def repeated_backward(x, n):
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    return x.grad

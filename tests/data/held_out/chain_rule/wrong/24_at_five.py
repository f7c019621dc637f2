import torch

def f1(x):
    return x ** 2

def f2(h):
    return torch.log(h)

def f(x):
    return f2(f1(x))

def derivatives(x):
    return torch.tensor(10.0), torch.tensor(0.04), torch.tensor(0.4)

def repeated_backward(x, n):
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    return x.grad

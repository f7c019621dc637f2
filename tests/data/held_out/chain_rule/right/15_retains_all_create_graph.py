import torch

def f1(x):
    return x * x * 1.0

def f2(h):
    return torch.log(h.clone())

def f(x):
    return f2(f1(x))

def derivatives(x):
    h = f1(x)
    h.retain_grad()
    z = f2(h)
    z.backward(create_graph=True)
    whole = x.grad.detach().clone()
    outer = h.grad.detach().clone()
    x.grad = None
    f1(x).backward()
    return torch.stack((x.grad, outer, whole))

def repeated_backward(x, n):
    z = f(x)
    for _ in range(n):
        z.backward(torch.ones_like(z), retain_graph=True)
    return x.grad

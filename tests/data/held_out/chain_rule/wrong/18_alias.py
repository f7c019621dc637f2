import torch

def f1(x):
    return x ** 2

def f2(h):
    return torch.log(h)

def f(x):
    return f2(f1(x))

def derivatives(x):
    h = f1(x)
    h.backward()
    d1 = x.grad
    k = h.detach().requires_grad_()
    f2(k).backward()
    x.grad.zero_()
    f(x).backward()
    return d1, k.grad, x.grad

def repeated_backward(x, n):
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    return x.grad

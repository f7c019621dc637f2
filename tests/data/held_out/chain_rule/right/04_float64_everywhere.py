import torch

def _d(t):
    return t.to(torch.float64)

def f1(x):
    return _d(x).square()

def f2(h):
    return _d(h).log()

def f(x):
    return f2(f1(x))

def derivatives(x):
    a = _d(x.detach()).requires_grad_()
    f1(a).backward()
    h = f1(a).detach().requires_grad_()
    f2(h).backward()
    return a.grad, h.grad, a.grad * h.grad

def repeated_backward(x, n):
    a = _d(x.detach()).requires_grad_()
    z = f(a)
    for _ in range(n):
        z.backward(retain_graph=True)
    return a.grad

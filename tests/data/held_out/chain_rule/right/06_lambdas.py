import torch

f1 = lambda x: x**2
f2 = lambda h: torch.log(h)
f = lambda x: f2(f1(x))

def slope(fn, at):
    p = at.detach().clone().requires_grad_(True)
    fn(p).backward()
    return p.grad

derivatives = lambda x: (slope(f1, x), slope(f2, f1(x)), slope(f, x))

def repeated_backward(x, n):
    z = f(x)
    [z.backward(retain_graph=True) for _ in range(n)]
    return x.grad

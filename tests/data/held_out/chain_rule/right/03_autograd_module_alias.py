import torch as th
from torch import autograd as ag

def f1(x: th.Tensor) -> th.Tensor:
    return th.pow(x, 2)

def f2(h: th.Tensor) -> th.Tensor:
    return th.log(h)

def f(x: th.Tensor) -> th.Tensor:
    return f2(f1(x))

def derivatives(x: th.Tensor):
    h = f1(x)
    z = f2(h)
    d1 = ag.grad(h, x, retain_graph=True)[0]
    d2 = ag.grad(z, h, retain_graph=True)[0]
    d = ag.grad(z, x)[0]
    return d1, d2, d

def repeated_backward(x: th.Tensor, n: int) -> th.Tensor:
    z = f(x)
    acc = th.zeros(())
    for _ in range(n):
        acc += ag.grad(z, x, retain_graph=True)[0]
    return acc

import torch
from torch.autograd import grad


def mean_gradient(x):
    return grad((x + 2).mean(), x)[0]


def square_mean_gradient(x):
    return grad(((5 * x) ** 2).mean(), x)[0]


def vector_jacobian_product(x, v):
    y = (x + 2) ** 2
    return torch.autograd.grad(y, x, v)


def accumulated_gradients(w, n):
    rows = []
    for _ in range(n):
        (w * 2).sum().backward()
        rows.append(w.grad.detach().clone())
    return torch.stack(rows)


def fresh_gradients(w, n):
    rows = []
    for _ in range(n):
        w.grad = None
        (w * 2).sum().backward()
        rows.append(w.grad)
    return torch.stack(rows)


@torch.no_grad()
def untracked_shift(x, c):
    return x + c


def detached(x):
    return x.data


def freeze(x):
    x.requires_grad = False
    return x
